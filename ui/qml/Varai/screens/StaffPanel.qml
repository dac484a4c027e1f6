// For staff: who works here signs in; how the mirror is, and why the camera is away. Nothing about customers.
import QtQuick
import Varai

Panel {
    id: root

    required property var kiosk
    readonly property var staff: kiosk.staff

    readonly property bool asksWho: !staff.isOpen && staff.people.length > 0

    title: Words.text.staff_title
    maxWidth: Theme.px(1000)
    onClosed: {
        password.clear();
        staff.lock();
    }

    Connections {
        target: root.staff
        function onLeftAlone() { root.close(); }
    }

    function signIn() {
        const typed = password.text;
        password.clear();
        if (typed !== "")
            staff.signIn(typed);
    }

    Column {
        width: parent.width
        spacing: Theme.px(20)
        visible: root.asksWho && root.staff.chosenName === ""

        Label {
            width: parent.width
            text: Words.text.staff_who
        }

        Repeater {
            model: root.asksWho ? root.staff.people : []

            Pill {
                required property var modelData

                objectName: "staff_" + modelData.email
                glyph: "person"
                text: modelData.name
                onClicked: root.staff.choose(modelData.email)
            }
        }
    }

    Column {
        width: parent.width
        spacing: Theme.px(24)
        visible: root.asksWho && root.staff.chosenName !== ""
        onVisibleChanged: if (visible) password.forceActiveFocus(Qt.OtherFocusReason)

        Label {
            width: parent.width
            text: Words.fill(Words.text.staff_password, { "name": root.staff.chosenName })
        }

        Rectangle {
            width: parent.width
            height: Math.max(Theme.touch, password.implicitHeight + Theme.px(40))
            radius: Theme.radius
            color: Theme.card
            border.color: password.activeFocus ? Theme.accent : Theme.line
            border.width: Math.max(2, Theme.px(4))

            TextInput {
                id: password

                objectName: "staffPassword"
                anchors { fill: parent; leftMargin: Theme.px(32); rightMargin: Theme.px(32) }
                verticalAlignment: TextInput.AlignVCenter
                echoMode: TextInput.Password
                inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText
                maximumLength: 128
                clip: true
                color: Theme.ink
                font.family: Theme.textFamily
                font.pixelSize: Theme.type(36)
                enabled: !root.staff.isBusy
                activeFocusOnTab: true
                Accessible.role: Accessible.EditableText
                Accessible.passwordEdit: true
                Accessible.name: Words.fill(Words.text.staff_password, { "name": root.staff.chosenName })
                onAccepted: root.signIn()
            }
        }

        Label {
            objectName: "staffNotIn"
            width: parent.width
            visible: root.staff.notInWord !== ""
            text: visible ? Words.fill(Words.of(root.staff.notInWord), { "minutes": root.staff.notInMinutes }) : ""
            Accessible.role: Accessible.AlertMessage
        }

        Keyboard {
            width: parent.width
            onTyped: letter => password.insert(password.cursorPosition, letter)
            onErased: password.remove(password.cursorPosition - 1, password.cursorPosition)
        }

        Flow {
            width: parent.width
            spacing: Theme.apart

            Pill {
                objectName: "staffSignIn"
                look: "ink"
                enabled: password.length > 0 && !root.staff.isBusy
                text: root.staff.isBusy ? Words.text.staff_signing_in : Words.text.staff_sign_in
                onClicked: root.signIn()
            }

            Pill {
                objectName: "staffSomebodyElse"
                look: "outline"
                text: Words.text.staff_somebody_else
                onClicked: {
                    password.clear();
                    root.staff.choose("");
                }
            }
        }
    }

    Column {
        width: parent.width
        spacing: Theme.px(24)
        visible: !root.staff.isOpen && !root.asksWho

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
        visible: root.staff.mayMeasure
        enabled: root.kiosk.visit.screen === "mirror"
        look: "ink"
        text: Words.text.measure_begin
        Accessible.description: enabled ? "" : Words.text.measure_needs_customer
        onClicked: {
            const initials = root.staff.initials;
            root.close();
            root.kiosk.measure.begin(initials);
        }
    }

    Label {
        width: parent.width
        visible: root.staff.mayMeasure && root.kiosk.visit.screen !== "mirror"
        step: 26
        soft: true
        text: Words.text.measure_needs_customer
    }

    Pill {
        objectName: "staffSignOut"
        visible: root.staff.isSignedIn
        look: "outline"
        text: Words.text.staff_sign_out
        onClicked: root.close()
    }
}
