// Quiet time: asks before anything is deleted, counts down, and gives all the time again when asked.
import QtQuick
import Varai

FocusScope {
    id: root

    required property var kiosk

    objectName: "stillThere"
    anchors.fill: parent
    visible: kiosk.visit.asking
    z: 30
    Accessible.role: Accessible.AlertMessage
    Accessible.name: Words.text.still_there
    onVisibleChanged: if (visible) stay.forceActiveFocus(Qt.OtherFocusReason)

    Rectangle {
        anchors.fill: parent
        color: Qt.rgba(20 / 255, 22 / 255, 26 / 255, 0.6)

        TapHandler { onTapped: root.kiosk.visit.stay() }
    }

    Rectangle {
        width: Math.min(root.width - 2 * Theme.px(40), Theme.px(860))
        height: column.implicitHeight + Theme.px(112)
        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.reach ? root.height - height - Theme.px(40) : (root.height - height) / 2
        radius: Theme.radiusLarge
        color: Theme.paper

        Column {
            id: column

            x: Theme.px(56)
            y: Theme.px(56)
            width: parent.width - 2 * x
            spacing: Theme.px(24)

            Label {
                width: parent.width
                step: 52
                text: Words.text.still_there
            }

            Label {
                width: parent.width
                step: 36
                text: Words.fill(Words.text.still_there_text, { "seconds": root.kiosk.visit.secondsLeft })
            }

            Pill {
                id: stay

                objectName: "stayButton"
                width: parent.width
                look: "ink"
                step: 36
                minHeight: Theme.px(132)
                text: Words.text.still_there_stay
                focus: true
                onClicked: root.kiosk.visit.stay()
            }

            Pill {
                objectName: "leaveButton"
                width: parent.width
                look: "outline"
                text: Words.text.still_there_end
                onClicked: root.kiosk.visit.end()
            }
        }
    }
}
