// For staff: a measurement with a card held to the customer's face. The face stays in view while it is looked at.
import QtQuick
import Varai

FocusScope {
    id: root

    required property var kiosk
    readonly property var measure: kiosk.measure
    readonly property string stage: measure.stage
    readonly property bool isLooking: stage === "look"

    objectName: "measurePanel"
    anchors.fill: parent
    visible: stage !== "off"
    z: 20
    Accessible.role: Accessible.Dialog
    Accessible.name: Words.text.measure_title
    Keys.onEscapePressed: measure.close()
    Keys.onPressed: event => {
        if (stage === "who" && event.key === Qt.Key_Backspace)
            measure.erase();
        else if (stage === "who" && event.text.length === 1)
            measure.type(event.text);
    }
    onVisibleChanged: if (visible) closeButton.forceActiveFocus(Qt.OtherFocusReason)

    Rectangle {
        anchors.fill: parent
        color: Qt.rgba(20 / 255, 22 / 255, 26 / 255, root.isLooking ? 0 : 0.45)

        TapHandler { }
    }

    Rectangle {
        id: paper

        width: Math.min(root.width - 2 * Theme.px(40), Theme.px(Theme.isLarge ? 1040 : 1000))
        height: Math.min(heading.height + column.implicitHeight + Theme.px(150), root.height - 2 * Theme.px(40))
        anchors.horizontalCenter: parent.horizontalCenter
        y: root.isLooking || Theme.reach ? root.height - height - Theme.px(40) : (root.height - height) / 2
        radius: Theme.radiusLarge
        color: Theme.paper
        border.color: Theme.ink
        border.width: Theme.highContrast ? 3 : 0

        Label {
            id: heading

            anchors { left: parent.left; top: parent.top; right: closeButton.left; leftMargin: Theme.px(48); topMargin: Theme.px(44); rightMargin: Theme.apart }
            text: Words.text.measure_title
            step: 52
        }

        RoundButton {
            id: closeButton

            objectName: "measureClose"
            anchors { right: parent.right; top: parent.top; margins: Theme.px(32) }
            diameter: Theme.touch
            glyph: "close"
            onPicture: false
            text: Words.of("close")
            onClicked: root.measure.close()
        }

        Flickable {
            id: flick

            anchors { left: parent.left; right: parent.right; top: heading.bottom; bottom: parent.bottom; topMargin: Theme.px(32); bottomMargin: Theme.px(40) }
            contentHeight: column.implicitHeight
            clip: contentHeight > height
            boundsBehavior: Flickable.StopAtBounds

            Column {
                id: column

                x: Theme.px(48)
                width: flick.width - 2 * x
                spacing: Theme.px(24)

                Column {
                    width: parent.width
                    spacing: Theme.px(24)
                    visible: root.stage === "who"

                    Label {
                        width: parent.width
                        text: Words.text.measure_who
                    }

                    Label {
                        objectName: "measureInitials"
                        text: root.measure.initials || " "
                        step: 52
                        Accessible.name: Words.text.measure_who + " " + root.measure.initials
                    }

                    Grid {
                        columns: Math.max(4, Math.floor((column.width + Theme.px(12)) / (Theme.touch + Theme.px(12))))
                        spacing: Theme.px(12)

                        Repeater {
                            model: [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]

                            RoundButton {
                                id: key

                                required property string modelData

                                objectName: "letter_" + modelData
                                diameter: Theme.touch
                                onPicture: false
                                text: modelData
                                onClicked: root.measure.type(modelData)

                                Label {
                                    anchors.centerIn: parent
                                    text: key.modelData
                                    font.pixelSize: Theme.px(36)
                                    Accessible.ignored: true
                                }
                            }
                        }
                    }

                    Flow {
                        width: parent.width
                        spacing: Theme.apart

                        Pill {
                            objectName: "measureLook"
                            look: "ink"
                            enabled: root.measure.canLook
                            text: Words.text.measure_look
                            onClicked: root.measure.look()
                        }

                        Pill {
                            objectName: "measureErase"
                            look: "outline"
                            text: Words.text.staff_clear
                            onClicked: root.measure.erase()
                        }
                    }
                }

                Column {
                    width: parent.width
                    spacing: Theme.px(24)
                    visible: root.isLooking

                    Label {
                        objectName: "measureGuide"
                        width: parent.width
                        step: 36
                        text: Words.of("measure_" + root.measure.guide)
                        font.weight: Font.Medium
                        Accessible.role: Accessible.AlertMessage
                    }

                    Row {
                        spacing: Theme.px(12)
                        Accessible.role: Accessible.ProgressBar
                        Accessible.name: Words.fill(Words.text.measure_progress, { "looks": root.measure.looks, "enough": root.measure.enough })

                        Repeater {
                            model: root.measure.enough

                            Rectangle {
                                required property int index

                                width: Theme.px(72)
                                height: Theme.px(16)
                                radius: height / 2
                                color: index < root.measure.looks ? Theme.fits : Theme.line
                            }
                        }
                    }
                }

                Loader {
                    width: parent.width
                    active: root.stage === "sheet"
                    visible: active
                    sourceComponent: MeasureSheet { measure: root.measure }
                }
            }
        }
    }
}
