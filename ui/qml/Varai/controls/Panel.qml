// A sheet of paper over everything, closed by its button, Escape or a touch beside it.
import QtQuick
import Varai

FocusScope {
    id: root

    property string title
    property bool opened: false
    property real maxWidth: Theme.px(860)
    default property alias content: column.data

    signal closed

    function open() {
        opened = true;
        forceActiveFocus();
        closeButton.forceActiveFocus(Qt.OtherFocusReason);
    }

    function close() {
        if (!opened)
            return;
        opened = false;
        closed();
    }

    anchors.fill: parent
    visible: opened
    z: 20
    Accessible.role: Accessible.Dialog
    Accessible.name: title
    Keys.onEscapePressed: close()

    Rectangle {
        anchors.fill: parent
        color: Qt.rgba(20 / 255, 22 / 255, 26 / 255, 0.45)

        TapHandler { onTapped: root.close() }
    }

    Rectangle {
        id: paper

        width: Math.min(root.maxWidth * (Theme.isLarge ? 1.2 : 1), root.width - 2 * Theme.px(40))
        height: Math.min(heading.height + column.implicitHeight + Theme.px(150), root.height - 2 * Theme.px(40))
        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.reach ? root.height - height - Theme.px(40) : (root.height - height) / 2
        radius: Theme.radiusLarge
        color: Theme.paper
        border.color: Theme.ink
        border.width: Theme.highContrast ? 3 : 0

        TapHandler { }

        Label {
            id: heading

            anchors { left: parent.left; top: parent.top; right: closeButton.left; leftMargin: Theme.px(48); topMargin: Theme.px(44); rightMargin: Theme.apart }
            text: root.title
            step: 52
        }

        RoundButton {
            id: closeButton

            objectName: "panelClose"
            anchors { right: parent.right; top: parent.top; margins: Theme.px(32) }
            diameter: Theme.touch
            glyph: "close"
            onPicture: false
            text: Words.of("close")
            onClicked: root.close()
        }

        Flickable {
            id: flick

            anchors { left: parent.left; right: parent.right; top: heading.bottom; bottom: parent.bottom; topMargin: Theme.px(32); bottomMargin: Theme.px(40) }
            contentHeight: column.implicitHeight
            clip: contentHeight > height
            boundsBehavior: Flickable.StopAtBounds

            Column {
                id: column

                x: Theme.px(48)
                width: flick.width - 2 * x
                spacing: Theme.px(24)
            }
        }
    }
}
