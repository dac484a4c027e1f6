// Says for a moment what just happened.
import QtQuick
import Varai

Rectangle {
    id: root

    property string words

    objectName: "toast"
    anchors.horizontalCenter: parent.horizontalCenter
    // Above the sheet, which rises with the text.
    y: parent.height * (parent.width > parent.height ? 0.86 : Theme.isLarge ? 0.4 : 0.57) - height
    z: 15
    width: label.width + Theme.px(88)
    height: label.implicitHeight + Theme.px(48)
    radius: Math.min(height / 2, Theme.px(54))
    color: Theme.ink
    visible: opacity > 0
    opacity: words !== "" ? 1 : 0

    Behavior on opacity { NumberAnimation { duration: Theme.calm; easing.type: Easing.OutCubic } }

    Label {
        id: label

        anchors.centerIn: parent
        width: Math.min(implicitWidth, root.parent.width - Theme.px(240))
        horizontalAlignment: Text.AlignHCenter
        text: root.words
        step: 36
        color: Theme.paper
        font.weight: Font.Medium
        Accessible.role: Accessible.AlertMessage
    }
}
