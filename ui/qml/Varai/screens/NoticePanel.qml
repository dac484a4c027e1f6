// The whole notice: who, what, why, how long, who gets it, and how to take it back.
import QtQuick
import Varai

Panel {
    id: root

    title: Words.text.notice_title
    maxWidth: Theme.px(960)

    Repeater {
        model: ["who", "what", "why", "how_long", "shared", "guardian", "withdraw", "law"]

        Column {
            id: paragraph

            required property string modelData

            width: parent.width
            spacing: Theme.px(6)

            Label {
                width: parent.width
                step: 36
                font.weight: Font.DemiBold
                text: Words.of("notice_" + paragraph.modelData)
            }

            Label {
                width: parent.width
                step: 30
                text: Words.of("notice_" + paragraph.modelData + "_text")
            }
        }
    }
}
