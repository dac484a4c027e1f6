// The part of the window the mirror is painted into, under the scene. While there is no picture it says why.
import QtQuick
import Varai

Item {
    id: root

    // "off", "starting", "live" or "lost"
    property string status: "off"
    property string hint
    property string sourceLabel
    property bool frozen: false
    // What must stay free of the interface, for the framing: the sheet and panels lie outside this item.
    property var surface: null
    property real wordsY: height - Theme.px(150)

    signal retryRequested

    objectName: "virtualMirror"
    Accessible.role: Accessible.Graphic
    Accessible.name: status === "live" ? Words.text.mirror_live : status === "lost" ? Words.text.camera_lost : Words.text.mirror_starting

    function place() {
        if (!surface)
            return;
        const corner = mapToItem(null, 0, 0);
        surface.place(corner.x, corner.y, width, height);
    }

    onWidthChanged: place()
    onHeightChanged: place()
    onXChanged: place()
    onYChanged: place()
    onSurfaceChanged: place()
    Component.onCompleted: place()

    Rectangle {
        objectName: "mirrorCover"
        anchors.fill: parent
        visible: root.status !== "live"
        color: Theme.linen

        Column {
            anchors.centerIn: parent
            anchors.verticalCenterOffset: -parent.height * 0.06
            width: Math.min(parent.width - 2 * Theme.px(200), Theme.px(760))
            spacing: Theme.px(40)

            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: root.status === "lost" && !Theme.isLarge
                name: "rest"
                size: Theme.px(200)
                colour: Theme.inkSoft
            }

            Label {
                objectName: "mirrorWords"
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                step: root.status === "lost" ? 52 : 36
                text: root.status === "lost" ? Words.text.camera_lost : Words.text.mirror_starting
            }

            Dots {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: root.status === "starting"
                colour: Theme.ink
            }
        }
    }

    Rectangle {
        id: banner

        readonly property string words: root.status !== "live" ? "" : root.frozen ? Words.text.frozen : Words.of(root.hint ? "hint_" + root.hint : "")

        objectName: "hintBanner"
        anchors.horizontalCenter: parent.horizontalCenter
        y: root.wordsY - height
        width: hintLabel.width + Theme.px(80)
        height: hintLabel.implicitHeight + Theme.px(44)
        radius: Math.min(height / 2, Theme.px(52))
        color: Theme.glass
        visible: words !== ""

        Label {
            id: hintLabel

            anchors.centerIn: parent
            width: Math.min(implicitWidth, root.width - Theme.px(Theme.isLarge ? 420 : 192))
            horizontalAlignment: Text.AlignHCenter
            step: 36
            color: Theme.glassWords
            text: banner.words
            font.weight: Font.Medium
            Accessible.role: Accessible.AlertMessage
        }
    }
}
