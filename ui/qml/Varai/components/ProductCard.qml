// One frame on the shelf: its picture, name, price and whether it fits.
import QtQuick
import QtQuick.Templates as T
import Varai

T.AbstractButton {
    id: root

    required property string productId
    required property string name
    required property string brand
    required property string price
    required property string verdict
    required property string shot
    required property string stockNote
    required property string reason
    property bool current: false
    property bool ringed: false

    Accessible.name: [name, brand, price, verdict ? Words.of("fit_" + verdict) : "", stockNote, reason].filter(word => word).join(", ")
    Accessible.role: Accessible.ListItem
    Accessible.selectable: true
    Accessible.selected: current
    focusPolicy: Qt.NoFocus

    background: Rectangle {
        radius: Theme.px(32)
        color: Theme.card
        border.color: root.current ? Theme.accent : Theme.line
        border.width: root.current ? Math.max(2, Theme.px(5)) : Math.max(1, Theme.px(2))
    }
    contentItem: Item {
        Image {
            id: picture

            x: Theme.px(16)
            y: Theme.px(16)
            width: root.width - 2 * x
            height: root.height - texts.height - Theme.px(36)
            source: root.shot
            sourceSize: Qt.size(Theme.px(280), Theme.px(140))
            fillMode: Image.PreserveAspectFit
            visible: root.shot !== ""
        }

        Icon {
            anchors.centerIn: picture
            visible: root.shot === ""
            name: "glasses"
            size: Theme.px(80)
            colour: Theme.line
        }

        Column {
            id: texts

            x: Theme.px(22)
            width: root.width - 2 * x
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Theme.px(16)

            Label {
                width: parent.width
                text: root.name
                step: 26
                font.weight: Font.DemiBold
                elide: Text.ElideRight
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }

            Label {
                width: parent.width - Theme.px(30)
                text: root.price
                step: 26
                soft: true
                wrapMode: Text.NoWrap
                elide: Text.ElideRight
                Accessible.ignored: true
            }
        }

        Rectangle {
            anchors { right: parent.right; bottom: parent.bottom; margins: Theme.px(26) }
            width: Theme.px(18)
            height: width
            radius: width / 2
            visible: root.verdict !== ""
            color: root.verdict === "good" ? Theme.fits : Theme.caution
        }
    }

    FocusRing {
        control: root
        controlRadius: Theme.px(32)
        visible: root.ringed
    }
}
