// Before anything looks at the customer: what happens, what is kept, and the choice.
import QtQuick
import Varai

FocusScope {
    id: root

    required property var kiosk
    required property bool portrait

    readonly property real column: portrait ? width - 2 * Theme.edge : (width - 3 * Theme.edge) / 2

    objectName: "consentScreen"
    focus: true
    Accessible.role: Accessible.Grouping
    Accessible.name: Words.text.consent_title

    Rectangle {
        anchors.fill: parent
        color: Theme.paper
    }

    Wordmark {
        kiosk: root.kiosk
        x: Theme.edge
        y: Theme.px(60)
    }

    VisitControls {
        id: controls

        kiosk: root.kiosk
        anchors { right: parent.right; rightMargin: Theme.edge }
        y: Theme.reach ? root.height - height - Theme.px(40) : Theme.px(50)
    }

    Rectangle {
        id: hero

        visible: !root.portrait || !Theme.isLarge
        x: Theme.edge
        y: Theme.px(190)
        width: root.column
        height: root.portrait ? Math.max(Theme.px(220), Math.min(Theme.px(500), root.height - y - words.implicitHeight - buttons.height - Theme.px(190))) : root.height - y - Theme.edge
        radius: Theme.radiusLarge
        color: Theme.linen

        Image {
            anchors.centerIn: parent
            width: parent.width * 0.8
            height: parent.height * 0.86
            source: root.kiosk.attract.hero
            sourceSize: Qt.size(Theme.px(900), Theme.px(450))
            fillMode: Image.PreserveAspectFit
            Accessible.ignored: true
        }
    }

    Flickable {
        id: flick

        x: root.portrait ? Theme.edge : 2 * Theme.edge + root.column
        y: root.portrait ? (hero.visible ? hero.y + hero.height + Theme.px(56) : Theme.px(190)) : Theme.px(190)
        width: root.column
        height: buttons.y - y - Theme.px(32)
        contentHeight: words.implicitHeight
        boundsBehavior: Flickable.StopAtBounds
        clip: contentHeight > height

        Column {
            id: words

            width: flick.width
            spacing: Theme.px(34)

            Label {
                width: parent.width
                step: root.portrait ? 92 : 52
                text: Words.text.consent_title
                bottomPadding: Theme.px(12)
            }

            Repeater {
                model: ["happens", "kept", "choice"]

                Row {
                    id: point

                    required property string modelData

                    width: words.width
                    spacing: Theme.px(30)

                    Rectangle {
                        width: Theme.px(12)
                        height: texts.height
                        radius: width / 2
                        color: Theme.accent
                    }

                    Column {
                        id: texts

                        width: parent.width - Theme.px(42)
                        spacing: Theme.px(4)

                        Label {
                            width: parent.width
                            step: 36
                            font.weight: Font.DemiBold
                            text: Words.of("consent_" + point.modelData)
                        }

                        Label {
                            width: parent.width
                            step: 30
                            text: Words.of("consent_" + point.modelData + "_text")
                        }
                    }
                }
            }
        }
    }

    Rectangle {
        visible: flick.contentHeight - flick.contentY > flick.height + 2
        x: flick.x
        y: flick.y + flick.height - height
        width: flick.width
        height: Theme.px(90)
        gradient: Gradient {
            GradientStop { position: 0; color: Qt.alpha(Theme.paper, 0) }
            GradientStop { position: 1; color: Theme.paper }
        }
    }

    Column {
        id: buttons

        x: flick.x
        width: root.column
        y: (Theme.reach ? controls.y - Theme.apart : root.height - Theme.px(50)) - height
        spacing: Theme.px(24)

        Pill {
            objectName: "agreeButton"
            width: parent.width
            look: "ink"
            step: 36
            minHeight: Theme.px(root.portrait ? 148 : 120)
            text: Words.text.consent_agree
            focus: true
            onClicked: root.kiosk.visit.agree()
        }

        Flow {
            width: parent.width
            spacing: Theme.apart

            readonly property bool isOneRow: decline.implicitWidth + notice.implicitWidth + spacing <= width

            Pill {
                id: decline

                objectName: "declineButton"
                width: parent.isOneRow ? (parent.width - Theme.apart) / 2 : parent.width
                look: "outline"
                sidePadding: Theme.px(30)
                minHeight: Theme.px(104)
                text: Words.text.consent_decline
                onClicked: root.kiosk.visit.decline()
            }

            Pill {
                id: notice

                objectName: "noticeButton"
                width: parent.isOneRow ? (parent.width - Theme.apart) / 2 : parent.width
                look: "outline"
                sidePadding: Theme.px(30)
                minHeight: Theme.px(104)
                text: Words.text.consent_notice
                onClicked: root.kiosk.showPanel("notice")
            }
        }
    }
}
