// The visit is over and everything of it is gone.
import QtQuick
import QtQuick.Templates as T
import Varai

T.AbstractButton {
    id: root

    required property var kiosk

    objectName: "goodbyeScreen"
    focus: true
    focusPolicy: Qt.StrongFocus
    text: Words.text.goodbye
    Accessible.name: text
    Accessible.description: Words.text.goodbye_text
    onClicked: kiosk.visit.begin()

    background: Rectangle {
        color: Theme.paper
    }

    Wordmark {
        kiosk: root.kiosk
        x: Theme.edge
        y: Theme.px(60)
    }

    VisitControls {
        kiosk: root.kiosk
        anchors { right: parent.right; rightMargin: Theme.edge }
        y: Theme.reach ? parent.height - height - Theme.px(36) : Theme.px(50)
    }

    Column {
        anchors.centerIn: parent
        width: Math.min(parent.width - 2 * Theme.edge, Theme.px(860))
        spacing: Theme.px(40)

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Theme.px(150)
            height: width
            radius: width / 2
            color: Theme.linen

            Icon {
                anchors.centerIn: parent
                name: "check"
                size: Theme.px(84)
                colour: Theme.fits
            }
        }

        Label {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            step: 92
            text: Words.text.goodbye
        }

        Label {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            step: 36
            text: Words.text.goodbye_text
        }
    }
}
