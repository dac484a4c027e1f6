// One colour of a frame; the chosen one wears a ring.
import QtQuick
import QtQuick.Templates as T
import Varai

T.AbstractButton {
    id: root

    property color colour
    property color secondColour: colour

    implicitWidth: Theme.touch
    implicitHeight: Theme.touch
    focusPolicy: Qt.TabFocus
    Accessible.name: text
    Accessible.role: Accessible.RadioButton
    Accessible.checkable: true
    Accessible.checked: checked

    background: Item {
        Rectangle {
            anchors.centerIn: parent
            width: Theme.px(78)
            height: width
            radius: width / 2
            color: "transparent"
            border.width: Math.max(2, Theme.px(5))
            border.color: root.checked ? Theme.accent : "transparent"
        }

        Rectangle {
            anchors.centerIn: parent
            width: Theme.px(58)
            height: width
            radius: width / 2
            border.color: Qt.rgba(0, 0, 0, 0.18)
            border.width: 1
            gradient: Gradient {
                GradientStop { position: 0.5; color: root.colour }
                GradientStop { position: 0.52; color: root.secondColour }
            }
        }
    }

    FocusRing {
        control: root
    }
}
