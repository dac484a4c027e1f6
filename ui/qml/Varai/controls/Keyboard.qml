// Letters to touch, where there is no keyboard: staff type their passwords here.
import QtQuick
import Varai

Column {
    id: root

    property string page: "abc"
    property bool shifted: false
    readonly property var pages: ({
        "abc": ["qwertyuiop", "asdfghjkl", "zxcvbnm"],
        "123": ["1234567890", "-/:;()&@\"", ".,?!'#%*+=", "_\\|~<>$^{}[]€£"],
        "äéñ": ["äöüßàâæçèé", "êëîïôœùûÿñ", "áíóú¿¡"]
    })
    readonly property real key: Math.min(Theme.touch, (width - 9 * gap) / 10)
    readonly property real gap: Theme.px(6)

    signal typed(string letter)
    signal erased

    spacing: Theme.px(10)

    function press(letter) {
        typed(shifted ? letter.toUpperCase() : letter);
        shifted = false;
    }

    Repeater {
        model: root.pages[root.page]

        Flow {
            required property string modelData

            width: root.width
            spacing: root.gap

            Repeater {
                model: [...parent.modelData]

                RoundButton {
                    id: letterKey

                    required property string modelData

                    objectName: "key_" + modelData
                    diameter: root.key
                    onPicture: false
                    focusPolicy: Qt.NoFocus
                    text: root.shifted ? modelData.toUpperCase() : modelData
                    onClicked: root.press(modelData)

                    Label {
                        anchors.centerIn: parent
                        text: letterKey.text
                        font.pixelSize: Theme.px(38)
                        Accessible.ignored: true
                    }
                }
            }
        }
    }

    Row {
        spacing: Theme.apart

        Repeater {
            model: ["abc", "123", "äéñ"]

            Pill {
                required property string modelData

                objectName: "keys_" + modelData
                checked: root.page === modelData
                focusPolicy: Qt.NoFocus
                step: 26
                sidePadding: Theme.px(22)
                text: modelData
                onClicked: root.page = modelData
            }
        }

        RoundButton {
            objectName: "keyShift"
            diameter: Theme.touch
            onPicture: false
            focusPolicy: Qt.NoFocus
            glyph: "up"
            checked: root.shifted
            text: Words.text.key_shift
            onClicked: root.shifted = !root.shifted
        }

        RoundButton {
            objectName: "keySpace"
            diameter: Theme.touch
            onPicture: false
            focusPolicy: Qt.NoFocus
            text: Words.text.key_space
            onClicked: root.typed(" ")

            Rectangle {
                anchors.centerIn: parent
                width: parent.width * 0.5
                height: Math.max(2, Theme.px(5))
                color: Theme.ink
            }
        }

        RoundButton {
            objectName: "keyErase"
            diameter: Theme.touch
            onPicture: false
            focusPolicy: Qt.NoFocus
            glyph: "back"
            text: Words.text.key_erase
            onClicked: root.erased()
        }
    }
}
