// What is worn and what else there is: name, size, price, fit, colours, tabs, shelf.
import QtQuick
import Varai

Rectangle {
    id: root

    required property var kiosk
    // At the side of a landscape screen, from top to bottom; else at the foot of the screen.
    property bool isSide: false
    property bool browsing: false
    readonly property var shelf: kiosk.shelf
    readonly property real inner: width - 2 * column.x

    objectName: "sheet"
    implicitHeight: column.implicitHeight + Theme.px(isSide ? 0 : 72)
    topLeftRadius: isSide ? 0 : Theme.radiusLarge
    topRightRadius: isSide ? 0 : Theme.radiusLarge
    color: Theme.paper
    // Kept as one picture: what moves over the mirror does not draw every word and card again.
    layer.enabled: true

    TapHandler { }

    Column {
        id: column

        x: Theme.px(root.isSide ? 40 : 56)
        y: Theme.px(root.isSide ? 44 : 36)
        width: root.inner
        spacing: Theme.px(Theme.reach ? 14 : 20)

        Item {
            width: parent.width
            height: Math.max(name.implicitHeight, price.implicitHeight)

            Label {
                id: name

                objectName: "wornName"
                width: parent.width - price.implicitWidth - Theme.apart
                step: 52
                text: root.shelf.name
                elide: Text.ElideRight
                wrapMode: Text.NoWrap
            }

            Label {
                id: price

                objectName: "wornPrice"
                anchors.right: parent.right
                step: 52
                text: root.shelf.price
                wrapMode: Text.NoWrap
            }
        }

        Flow {
            id: facts

            readonly property bool isOneLine: size.implicitWidth + verdict.implicitWidth + Theme.gap <= width

            width: parent.width
            spacing: Theme.px(10)

            Label {
                id: size

                objectName: "wornSize"
                width: facts.isOneLine ? facts.width - verdict.implicitWidth - facts.spacing : implicitWidth
                step: 30
                soft: true
                text: [root.shelf.brand, root.shelf.size].filter(word => word).join(" · ")
                wrapMode: Text.NoWrap
            }

            Verdict {
                id: verdict

                objectName: "wornVerdict"
                verdict: root.shelf.verdict
                step: 30
            }
        }

        Label {
            width: parent.width
            visible: text !== "" && !Theme.reach && !Theme.isLarge
            objectName: "wornReason"
            step: 26
            soft: true
            text: root.shelf.reason
        }

        Flow {
            width: parent.width
            spacing: Theme.px(20)

            Repeater {
                model: root.shelf.variants

                ColourSwatch {
                    required property var modelData

                    objectName: "colour_" + modelData.sku
                    colour: modelData.colour
                    secondColour: modelData.second
                    checked: modelData.current
                    text: modelData.name + ", " + modelData.stock
                    onClicked: root.shelf.chooseVariant(modelData.sku)
                }
            }

            Column {
                height: Math.max(Theme.touch, implicitHeight)
                topPadding: Math.max(0, (Theme.touch - colourName.implicitHeight - stockLabel.implicitHeight) / 2)

                Label {
                    id: colourName

                    objectName: "wornColour"
                    step: 26
                    text: root.shelf.colour
                    font.weight: Font.Medium
                    wrapMode: Text.NoWrap
                }

                Label {
                    id: stockLabel

                    objectName: "wornStock"
                    step: 26
                    soft: true
                    text: root.shelf.stock
                    wrapMode: Text.NoWrap
                }
            }
        }

        ListView {
            width: parent.width
            height: contentItem.childrenRect.height > 0 ? Math.max(Theme.touch, Theme.type(26) * 1.25 + Theme.px(32)) : Theme.touch
            orientation: ListView.Horizontal
            spacing: Theme.apart
            boundsBehavior: Flickable.StopAtBounds
            clip: contentWidth > width
            model: ["for_you", "all", "sun", "filter"]
            interactive: contentWidth > width
            Accessible.role: Accessible.PageTabList
            Accessible.name: Words.text.shelf

            delegate: Chip {
                required property string modelData
                readonly property bool isFilter: modelData === "filter"

                objectName: "tab_" + modelData
                height: ListView.view.height
                checkable: false
                checked: isFilter ? root.shelf.filterCount > 0 : root.shelf.tab === modelData
                text: Words.of("tab_" + modelData) + (isFilter && checked ? " · " + root.shelf.filterCount : "")
                Accessible.role: isFilter ? Accessible.Button : Accessible.PageTab
                onClicked: isFilter ? root.kiosk.showPanel("filter") : root.shelf.showTab(modelData)
            }
        }

        ListView {
            id: steering

            objectName: "steering"
            width: parent.width
            height: visible ? Math.max(Theme.touch, Theme.type(26) * 1.25 + Theme.px(32)) : 0
            visible: root.shelf.canSteer && root.shelf.tab === "for_you" && !root.browsing
            orientation: ListView.Horizontal
            spacing: Theme.apart
            boundsBehavior: Flickable.StopAtBounds
            clip: contentWidth > width
            interactive: contentWidth > width
            model: ["like", "lighter", "bolder"]
            Accessible.role: Accessible.Grouping
            Accessible.name: Words.text.steer

            delegate: Pill {
                required property string modelData

                objectName: "steer_" + modelData
                height: ListView.view.height
                look: "outline"
                step: 26
                sidePadding: Theme.px(30)
                text: Words.of("steer_" + modelData)
                Accessible.description: Words.of("steer_" + modelData + "_says")
                onClicked: modelData === "like" ? root.shelf.moreLikeThis() : modelData === "lighter" ? root.shelf.lighter() : root.shelf.bolder()
            }
        }

        ProductRecommendations {
            id: recommendations

            width: parent.width + (root.isSide ? 0 : column.x)
            // At the side it takes what is left and scrolls; what follows must stay on the screen.
            height: root.isSide ? Math.max(Theme.touch, root.height - column.y - y - footer.height - Theme.px(32)) : implicitHeight
            asGrid: root.isSide
            model: root.shelf.model
            currentId: root.shelf.productId
            busy: root.shelf.busy
            errorText: root.shelf.error
            onChosen: productId => root.shelf.choose(productId)
            onRetryRequested: root.shelf.reload()
            onCardsInView: (first, last) => root.shelf.lookAt(first, last)
        }

        Flow {
            id: footer

            width: parent.width
            visible: Theme.reach
            height: visible ? implicitHeight : 0
            spacing: Theme.apart

            ActionRail {
                visible: !root.browsing
                kiosk: root.kiosk
                asRow: true
            }

            VisitControls { kiosk: root.kiosk }
        }
    }
}
