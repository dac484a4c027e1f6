// Nobody is here: a frame turns on a plain ground, one sentence, touch anywhere.
import QtQuick
import QtQuick.Templates as T
import Varai

T.AbstractButton {
    id: root

    required property var kiosk

    objectName: "attractScreen"
    focus: true
    focusPolicy: Qt.StrongFocus
    text: Words.text.attract
    Accessible.name: text
    Accessible.description: Words.text.attract_touch
    onClicked: kiosk.visit.begin()

    background: Rectangle {
        color: Theme.linen
    }

    Component.onCompleted: kiosk.attract.turn(true)
    Component.onDestruction: if (kiosk) kiosk.attract.turn(false)

    Wordmark {
        kiosk: root.kiosk
        x: Theme.edge
        y: Theme.px(60)
    }

    Image {
        objectName: "turningFrame"
        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(parent.width - 2 * Theme.edge, parent.height * 0.85)
        height: width * 0.5
        y: parent.height * 0.4 - height / 2
        source: root.kiosk.attract.picture
        fillMode: Image.PreserveAspectFit
        cache: false
        retainWhileLoading: true
        Accessible.ignored: true
    }

    Column {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: Theme.edge; bottomMargin: Theme.px(150) }
        spacing: Theme.px(40)

        Label {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            step: 92
            text: Words.text.attract
        }

        Pill {
            anchors.horizontalCenter: parent.horizontalCenter
            objectName: "attractButton"
            look: "ink"
            step: 36
            minHeight: Theme.px(120)
            sidePadding: Theme.px(72)
            text: Words.text.attract_touch
            onClicked: root.kiosk.visit.begin()
        }
    }

    VisitControls {
        kiosk: root.kiosk
        look: "paper"
        canEnd: false
        anchors { right: parent.right; rightMargin: Theme.edge }
        y: Theme.reach ? parent.height - height - Theme.px(36) : Theme.px(50)
    }
}
