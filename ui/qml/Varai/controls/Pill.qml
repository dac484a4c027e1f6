// A button with words. Looks: `ink` (the main thing to do), `linen`, `outline`, `glass` (over the picture).
import QtQuick
import QtQuick.Templates as T
import Varai

T.AbstractButton {
    id: root

    property string look: "linen"
    property int step: 30
    property string icon
    property real minHeight: Theme.touch
    property real sidePadding: Theme.px(36)

    readonly property bool isDark: look === "ink" || (look === "glass" && !checked) || (look === "linen" && checked) || (look === "outline" && checked)
    readonly property color words: isDark ? Theme.paper : Theme.ink

    implicitHeight: Math.max(minHeight, contentItem.implicitHeight + Theme.px(32))
    implicitWidth: Math.max(implicitHeight, contentItem.implicitWidth + 2 * sidePadding)
    padding: 0
    leftPadding: Math.min(sidePadding, Math.max(0, (width - contentItem.implicitWidth) / 2))
    rightPadding: leftPadding
    focusPolicy: Qt.TabFocus
    opacity: enabled ? 1 : 0.45
    Accessible.name: text

    background: Rectangle {
        radius: Math.min(height / 2, Theme.px(60))
        color: root.isDark ? (root.look === "glass" ? Theme.glass : Theme.ink) : root.look === "outline" ? "transparent" : root.look === "glass" ? Theme.paper : Theme.linen
        border.color: root.look === "outline" ? (Theme.highContrast ? Theme.ink : "#B9AFA1") : Theme.highContrast ? (root.isDark ? Theme.paper : Theme.ink) : "transparent"
        border.width: root.look === "outline" || Theme.highContrast ? Math.max(1, Theme.px(3)) : 0
        scale: root.down ? 0.97 : 1

        Behavior on scale {
            NumberAnimation { duration: Theme.quick; easing.type: Easing.OutCubic }
        }
    }
    contentItem: Item {
        implicitWidth: row.implicitWidth
        implicitHeight: label.implicitHeight

        Row {
            id: row

            anchors.centerIn: parent
            spacing: root.icon ? Theme.px(14) : 0

            Icon {
                visible: root.icon !== ""
                anchors.verticalCenter: parent.verticalCenter
                name: root.icon
                colour: root.words
                size: root.icon ? Theme.type(root.step) * 1.25 : 0
            }

            Label {
                id: label

                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, Math.max(1, root.width - Theme.px(40) - (root.icon ? Theme.type(root.step) * 1.25 + Theme.px(14) : 0)))
                horizontalAlignment: Text.AlignHCenter
                text: root.text
                step: root.step
                color: root.words
                font.weight: Font.Medium
                Accessible.ignored: true
            }
        }
    }

    FocusRing {
        control: root
        controlRadius: root.background.radius
    }
}
