// For staff: how the mirror is, and why the camera is away. Nothing about customers.
import QtQuick
import Varai

Panel {
    id: root

    required property var kiosk
    readonly property var staff: kiosk.staff

    title: Words.text.staff_title
    onClosed: staff.lock()

    Column {
        width: parent.width
        spacing: Theme.px(24)
        visible: !root.staff.isOpen

        Label {
            width: parent.width
            text: root.staff.wait > 0 ? Words.fill(Words.text.staff_wait, { "seconds": root.staff.wait }) : root.staff.refused ? Words.text.staff_refused : Words.text.staff_pin
        }

        Label {
            objectName: "staffDigits"
            text: root.staff.digits > 0 ? "•".repeat(root.staff.digits) : " "
            step: 52
            Accessible.name: Words.text.staff_pin
        }

        Grid {
            columns: 3
            spacing: Theme.apart

            Repeater {
                model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "close", "0", "check"]

                RoundButton {
                    id: key

                    required property string modelData
                    readonly property bool isDigit: modelData.length === 1

                    objectName: "pin_" + modelData
                    diameter: Theme.px(120)
                    onPicture: false
                    glyph: isDigit ? "" : modelData
                    text: isDigit ? modelData : modelData === "check" ? Words.text.staff_open : Words.text.staff_clear
                    onClicked: isDigit ? root.staff.type(modelData) : modelData === "check" ? root.staff.unlock() : root.staff.clear()

                    Label {
                        anchors.centerIn: parent
                        visible: key.isDigit
                        text: key.modelData
                        step: 36
                        font.pixelSize: Theme.px(44)
                        Accessible.ignored: true
                    }
                }
            }
        }
    }

    Repeater {
        model: root.staff.isOpen ? root.staff.rows : []

        Item {
            id: row

            required property var modelData

            width: parent.width
            height: Math.max(value.implicitHeight, label.implicitHeight) + Theme.px(20)

            Label {
                id: label

                width: parent.width * 0.4
                text: Words.of(row.modelData.label)
                step: 30
                soft: true
            }

            Label {
                id: value

                x: parent.width * 0.42
                width: parent.width * 0.58
                step: 30
                text: row.modelData.word ? Words.of(row.modelData.word) : row.modelData.value
                font.weight: Font.Medium
            }
        }
    }

    Pill {
        objectName: "staffMeasure"
        visible: root.staff.isOpen
        enabled: root.kiosk.visit.screen === "mirror"
        look: "ink"
        text: Words.text.measure_begin
        Accessible.description: enabled ? "" : Words.text.measure_needs_customer
        onClicked: {
            root.close();
            root.kiosk.measure.begin();
        }
    }

    Label {
        width: parent.width
        visible: root.staff.isOpen && root.kiosk.visit.screen !== "mirror"
        step: 26
        soft: true
        text: Words.text.measure_needs_customer
    }
}
