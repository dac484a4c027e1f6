// A round button with an icon, over the picture or on paper.
import QtQuick
import QtQuick.Templates as T
import Varai

T.AbstractButton {
    id: root

    property string glyph
    property bool glyphFilled: false
    property bool onPicture: true
    property real diameter: Theme.px(108)
    property int badge: 0

    implicitWidth: diameter
    implicitHeight: diameter
    focusPolicy: Qt.TabFocus
    opacity: enabled ? 1 : 0.5
    Accessible.name: text

    background: Rectangle {
        radius: width / 2
        color: root.checked ? Theme.paper : root.onPicture ? Theme.glass : Theme.linen
        border.color: root.onPicture && !root.checked ? Theme.paper : Theme.ink
        border.width: Theme.highContrast ? Math.max(1, Theme.px(3)) : 0
        scale: root.down ? 0.95 : 1

        Behavior on scale {
            NumberAnimation { duration: Theme.quick; easing.type: Easing.OutCubic }
        }
    }
    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: root.glyph
            filled: root.glyphFilled
            size: root.diameter * 0.46
            colour: root.checked || !root.onPicture ? Theme.ink : Theme.paper
        }
    }

    Rectangle {
        visible: root.badge > 0
        anchors.right: parent.right
        anchors.top: parent.top
        width: Theme.px(40)
        height: width
        radius: width / 2
        color: Theme.paper

        Label {
            anchors.centerIn: parent
            text: root.badge
            font.pixelSize: Theme.px(26)
            font.weight: Font.DemiBold
            Accessible.ignored: true
        }
    }

    FocusRing {
        control: root
    }
}
