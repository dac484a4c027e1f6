// "Aa": larger text, contrast, reach, hand, motion; and taking consent back.
import QtQuick
import Varai

Panel {
    id: root

    required property var kiosk
    readonly property var comfort: kiosk.comfort

    title: Words.text.comfort

    Label {
        text: Words.text.comfort_text
        step: 30
        font.weight: Font.DemiBold
    }

    Flow {
        width: parent.width
        spacing: Theme.apart

        Repeater {
            model: [100, 150, 200]

            Chip {
                required property int modelData

                objectName: "text_" + modelData
                step: 30
                checkable: false
                checked: Math.round(root.comfort.textScale * 100) === modelData
                text: modelData + " %"
                onClicked: root.comfort.textScale = modelData / 100
            }
        }
    }

    Flow {
        width: parent.width
        spacing: Theme.apart

        Repeater {
            model: ["highContrast", "reach", "leftHanded", "reducedMotion"]

            Chip {
                required property string modelData

                objectName: "comfort_" + modelData
                step: 30
                minHeight: Theme.px(96)
                checkable: false
                checked: root.comfort[modelData]
                glyph: checked ? "check" : ""
                text: Words.of("comfort_" + modelData)
                Accessible.role: Accessible.CheckBox
                onClicked: root.comfort[modelData] = !root.comfort[modelData]
            }
        }
    }

    Pill {
        objectName: "noticeAgainButton"
        width: parent.width
        look: "outline"
        text: Words.text.consent_notice
        onClicked: root.kiosk.showPanel("notice")
    }

    Pill {
        objectName: "withdrawButton"
        visible: root.kiosk.visit.withCamera
        width: parent.width
        look: "outline"
        text: Words.text.withdraw
        onClicked: {
            root.close();
            root.kiosk.visit.withdraw();
        }
    }
}
