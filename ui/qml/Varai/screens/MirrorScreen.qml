// The person is the picture; everything else stays at the edge.
import QtQuick
import Varai

FocusScope {
    id: root

    required property var kiosk
    required property bool portrait

    readonly property bool sideSheet: !portrait
    readonly property real sheetWidth: sideSheet ? Theme.px(Theme.isLarge ? 820 : 640) : width
    readonly property bool railLeft: Theme.leftHanded

    objectName: "mirrorScreen"
    focus: true
    Accessible.role: Accessible.Grouping
    Accessible.name: Words.text.mirror_live

    VirtualMirror {
        id: mirror

        x: root.sideSheet && root.railLeft ? root.sheetWidth : 0
        width: root.sideSheet ? root.width - root.sheetWidth : root.width
        height: root.sideSheet ? root.height : root.height - sheet.height + Theme.radiusLarge
        wordsY: height - Theme.px(root.sideSheet ? 60 : 100) - (Theme.isLarge && card.visible ? card.height + Theme.apart : 0)
        status: root.kiosk.mirror.statusWord
        // The card that staff measure with hides the forehead like a hat; the panel says what to do.
        hint: root.kiosk.measure.stage === "look" ? "" : root.kiosk.mirror.hint
        frozen: root.kiosk.mirror.frozen
        surface: root.kiosk.mirror
    }

    Wordmark {
        kiosk: root.kiosk
        onPicture: root.kiosk.mirror.statusWord === "live"
        x: mirror.x + Theme.edge
        y: Theme.px(60)
    }

    Rectangle {
        objectName: "demoLabel"
        visible: root.kiosk.mirror.sourceLabel !== ""
        x: mirror.x + Theme.edge
        y: card.onTop ? card.y + card.height + Theme.px(20) : Theme.px(160)
        width: demo.implicitWidth + Theme.px(48)
        height: demo.implicitHeight + Theme.px(24)
        radius: height / 2
        color: Theme.paper

        Label {
            id: demo

            anchors.centerIn: parent
            step: 26
            tight: true
            font.weight: Font.Medium
            text: Words.of("source_" + root.kiosk.mirror.sourceLabel)
        }
    }

    VisitControls {
        kiosk: root.kiosk
        look: "glass"
        visible: !Theme.reach
        anchors { right: mirror.right; rightMargin: Theme.px(root.sideSheet ? 40 : 56) }
        y: Theme.px(50)
    }

    FaceShapeDetector {
        id: card

        // Never over the eyes: what needs more room than the forehead leaves opens above the sheet.
        readonly property bool onTop: !Theme.isLarge && !showsWhy

        visible: root.kiosk.mirror.statusWord === "live"
        x: mirror.x + (root.railLeft ? mirror.width - width - Theme.edge : Theme.edge)
        y: onTop ? Theme.px(148) : mirror.height - height - Theme.px(root.sideSheet ? 60 : 88)
        // Large text leaves no room beside the eyes: one word until it is asked for.
        folded: Theme.isLarge
        maxWidth: Math.min(mirror.width - 2 * Theme.edge, Theme.px(Theme.isLarge || showsWhy ? 800 : root.sideSheet ? 400 : 430))
        ranking: root.kiosk.mirror.shape
        reasons: root.kiosk.mirror.reasons
    }

    ActionRail {
        id: rail

        kiosk: root.kiosk
        visible: !Theme.reach
        x: root.railLeft ? mirror.x + Theme.px(32) : mirror.x + mirror.width - width - Theme.px(44)
        y: Math.min(mirror.height * 0.46, mirror.height - height - Theme.px(90))
    }

    LookStrip {
        kiosk: root.kiosk
        x: root.railLeft ? mirror.x + mirror.width - width - Theme.px(40) : mirror.x + Theme.px(40)
        y: Math.max(Theme.px(420), mirror.height - height - Theme.px(160))
        visible: card.onTop || card.folded
    }

    Sheet {
        id: sheet

        kiosk: root.kiosk
        isSide: root.sideSheet
        x: root.sideSheet ? (root.railLeft ? 0 : root.width - width) : 0
        y: root.sideSheet ? 0 : root.height - height
        width: root.sheetWidth
        height: root.sideSheet ? root.height : Math.min(implicitHeight, root.height * 0.62)
        transform: Translate { id: slide }

        NumberAnimation on opacity { from: 0; to: 1; duration: Theme.calm; easing.type: Easing.OutCubic }
        Component.onCompleted: if (!Theme.reducedMotion) entrance.start()
        NumberAnimation { id: entrance; target: slide; property: root.sideSheet ? "x" : "y"; from: Theme.px(120); to: 0; duration: 260; easing.type: Easing.OutCubic }
    }
}
