// Shows where the keyboard is: an accent line with a gap, readable on paper and over the picture.
import QtQuick
import Varai

Rectangle {
    required property Item control
    property real controlRadius: control.height / 2

    anchors.fill: control
    anchors.margins: -Theme.px(8)
    radius: controlRadius + Theme.px(8)
    color: "transparent"
    border.color: Theme.accent
    border.width: Math.max(3, Theme.px(5))
    visible: control.visualFocus === undefined ? control.activeFocus : control.visualFocus

    Rectangle {
        anchors.fill: parent
        anchors.margins: parent.border.width
        radius: parent.radius - parent.border.width
        color: "transparent"
        border.color: Theme.paper
        border.width: Theme.px(3)
    }
}
