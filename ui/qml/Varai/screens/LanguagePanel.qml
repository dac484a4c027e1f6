// All languages, each in its own words.
import QtQuick
import Varai

Panel {
    id: root

    required property var kiosk

    title: Words.text.language
    maxWidth: Theme.px(640)

    Repeater {
        model: root.kiosk.words.languages

        Chip {
            required property var modelData

            objectName: "language_" + modelData.code
            width: parent.width
            step: 36
            minHeight: Theme.px(108)
            checked: root.kiosk.words.language === modelData.code
            checkable: false
            text: modelData.name
            onClicked: {
                root.kiosk.words.choose(modelData.code);
                root.close();
            }
        }
    }
}
