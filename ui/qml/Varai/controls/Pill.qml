// A button with words. Looks: `ink` (the main thing to do), `linen`, `outline`, `glass` (over the picture), `paper` (on linen).
import QtQuick
import QtQuick.Templates as T
import Varai

T.AbstractButton {
    id: root

    property string look: "linen"
    property int step: 30
    property string glyph
    property real minHeight: Theme.touch
    property real sidePadding: Theme.px(36)

    readonly property bool isDark: look === "ink" || (look === "glass" && !checked) || (look === "linen" && checked) || (look === "outline" && checked)
    readonly property color words: isDark ? Theme.paper : Theme.ink

    readonly property real glyphRoom: glyph === "" ? 0 : Theme.type(step) * 1.25 + Theme.px(14)

    implicitWidth: Math.max(minHeight, natural.advanceWidth + glyphRoom + 2 * sidePadding + 4)
    implicitHeight: Math.max(minHeight, label.implicitHeight + Theme.px(32))
    padding: 0
    focusPolicy: Qt.TabFocus
    opacity: enabled ? 1 : 0.45
    Accessible.name: text

    background: Rectangle {
        radius: Math.min(height / 2, Theme.px(60))
        color: root.isDark ? (root.look === "glass" ? Theme.glass : Theme.ink) : root.look === "outline" ? "transparent" : root.look === "glass" || root.look === "paper" ? Theme.paper : Theme.linen
        border.color: root.look === "outline" ? (Theme.highContrast ? Theme.ink : "#B9AFA1") : Theme.highContrast ? (root.isDark ? Theme.paper : Theme.ink) : "transparent"
        border.width: root.look === "outline" || Theme.highContrast ? Math.max(1, Theme.px(3)) : 0
        scale: root.down ? 0.97 : 1

        Behavior on scale {
            NumberAnimation { duration: Theme.quick; easing.type: Easing.OutCubic }
        }
    }
    contentItem: Item {
        Icon {
            visible: root.glyph !== ""
            x: label.x - root.glyphRoom
            anchors.verticalCenter: parent.verticalCenter
            name: root.glyph
            colour: root.words
            size: Theme.type(root.step) * 1.25
        }

        Label {
            id: label

            anchors.verticalCenter: parent.verticalCenter
            x: (root.width - width + root.glyphRoom) / 2
            width: Math.min(natural.advanceWidth + 4, root.width - Theme.px(40) - root.glyphRoom)
            horizontalAlignment: Text.AlignHCenter
            text: root.text
            step: root.step
            tight: true
            color: root.words
            font.weight: Font.Medium
            Accessible.ignored: true
        }
    }

    TextMetrics {
        id: natural

        font: label.font
        text: root.text
    }

    FocusRing {
        control: root
        controlRadius: root.background.radius
    }
}
