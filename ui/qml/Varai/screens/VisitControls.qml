// On every screen: language, comfort, and the way out.
import QtQuick
import Varai

Row {
    id: root

    required property var kiosk
    property string look: "linen"
    property bool canEnd: true

    objectName: "visitControls"
    spacing: Theme.apart

    Pill {
        objectName: "languageButton"
        look: root.look
        sidePadding: Theme.px(26)
        text: root.kiosk.words.language.toUpperCase()
        Accessible.name: Words.text.language
        Accessible.description: text
        onClicked: root.kiosk.showPanel("language")
    }

    Pill {
        objectName: "comfortButton"
        look: root.look
        sidePadding: Theme.px(26)
        text: "Aa"
        Accessible.name: Words.text.comfort
        onClicked: root.kiosk.showPanel("comfort")
    }

    Pill {
        objectName: "endButton"
        visible: root.canEnd
        look: root.look
        text: Words.text.end
        Accessible.description: Words.text.end_description
        onClicked: root.kiosk.visit.end()
    }
}
