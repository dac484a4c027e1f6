// The finished measurement: the page, its values, and what the customer lets become of it.
import QtQuick
import Varai

Column {
    id: root

    required property var measure
    readonly property bool isWide: width > Theme.px(760) && !Theme.isLarge

    spacing: Theme.px(24)

    Row {
        width: parent.width
        spacing: Theme.px(32)

        Image {
            id: page

            objectName: "measurePage"
            visible: root.isWide
            width: visible ? Theme.px(240) : 0
            height: width * 1754 / 1240
            cache: false
            source: root.measure.url
            sourceSize.width: Theme.px(240) * 2
            Accessible.role: Accessible.Graphic
            Accessible.name: Words.text.sheet_title
        }

        Column {
            width: parent.width - page.width - parent.spacing
            spacing: Theme.px(4)

            Repeater {
                model: root.measure.rows

                Flow {
                    id: row

                    required property var modelData

                    width: parent.width
                    spacing: Theme.px(10)
                    bottomPadding: Theme.px(8)
                    Accessible.role: Accessible.StaticText
                    Accessible.name: modelData.name + " " + modelData.value + ", " + modelData.interval

                    Label {
                        width: Theme.isLarge ? row.width : row.width - value.width - Theme.px(230)
                        text: row.modelData.name
                        step: 26
                        soft: true
                        Accessible.ignored: true
                    }

                    Label {
                        id: value

                        width: Theme.isLarge ? row.width * 0.4 : Theme.px(150)
                        text: row.modelData.value
                        step: 26
                        wrapMode: Text.NoWrap
                        font.weight: Font.DemiBold
                        Accessible.ignored: true
                    }

                    Label {
                        text: row.modelData.interval
                        step: 26
                        soft: true
                        wrapMode: Text.NoWrap
                        Accessible.ignored: true
                    }
                }
            }
        }
    }

    Repeater {
        model: root.measure.says

        Label {
            required property string modelData

            width: root.width
            step: 26
            text: modelData
        }
    }

    Chip {
        objectName: "measureConsent"
        width: Math.min(implicitWidth, root.width)
        checkable: false
        checked: root.measure.agrees
        glyph: checked ? "check" : "plus"
        text: Words.text.measure_consent
        Accessible.role: Accessible.CheckBox
        onClicked: root.measure.toggleConsent()
    }

    Label {
        objectName: "measureMessage"
        width: parent.width
        visible: text !== ""
        text: root.measure.message
        font.weight: Font.Medium
        Accessible.role: Accessible.AlertMessage
    }

    Flow {
        width: parent.width
        spacing: Theme.apart

        Pill {
            objectName: "measureSave"
            look: "ink"
            enabled: root.measure.agrees
            text: Words.text.measure_save
            onClicked: root.measure.save()
        }

        Pill {
            objectName: "measurePrint"
            look: "ink"
            enabled: root.measure.agrees
            text: Words.text.measure_print
            onClicked: root.measure.print()
        }

        Pill {
            objectName: "measureAgain"
            look: "outline"
            text: Words.text.measure_again
            onClicked: root.measure.look()
        }

        Pill {
            objectName: "measureDiscard"
            look: "outline"
            text: Words.text.measure_discard
            onClicked: root.measure.close()
        }
    }
}
