// Kept looks side by side at one pose: swipe or tap the cross to drop one, tap a picture to wear it.
import QtQuick
import QtQuick.Templates as T
import Varai

FocusScope {
    id: root

    property alias model: repeater.model
    property bool busy: false
    property string errorText
    readonly property int count: repeater.count
    readonly property bool isWide: width > height * 1.15
    readonly property int columns: count <= 1 ? 1 : isWide ? count : count === 2 && Theme.isLarge ? 1 : 2
    readonly property int rows: Math.max(1, Math.ceil(count / columns))
    readonly property real tileWidth: Math.min((width - Theme.apart * (columns - 1)) / columns, height / rows * 1.05)
    readonly property real tileHeight: Math.min((height - Theme.apart * (rows - 1)) / rows, tileWidth * 1.5 + Theme.px(40) * Theme.textScale)
    readonly property real leftOver: width - columns * tileWidth - Theme.apart * (columns - 1)
    readonly property real topOver: height - rows * tileHeight - Theme.apart * (rows - 1)

    signal dropped(int lookId)
    signal chosen(int lookId)

    objectName: "tryOnResults"
    Accessible.role: Accessible.List
    Accessible.name: Words.text.compare_title

    Repeater {
        id: repeater

        delegate: T.AbstractButton {
            id: tile

            required property int index
            required property int lookId
            required property string name
            required property string price
            required property string verdict
            required property string picture
            property real drag: 0

            readonly property int column: index % root.columns
            readonly property int line: Math.floor(index / root.columns)

            objectName: "look_" + lookId
            width: root.tileWidth
            height: root.tileHeight
            x: root.leftOver / 2 + column * (width + Theme.apart)
            y: root.topOver / 2 + line * (height + Theme.apart) + drag
            opacity: 1 - Math.min(0.8, Math.abs(drag) / height)
            focusPolicy: Qt.TabFocus
            Accessible.role: Accessible.ListItem
            Accessible.name: [name, price, verdict ? Words.of("fit_" + verdict) : ""].filter(word => word).join(", ")
            Accessible.description: Words.text.compare_wear
            onClicked: root.chosen(lookId)
            Keys.onDeletePressed: root.dropped(lookId)

            Behavior on x { NumberAnimation { duration: Theme.calm; easing.type: Easing.OutCubic } }

            DragHandler {
                target: null
                xAxis.enabled: false
                onTranslationChanged: if (active) tile.drag = translation.y
                onActiveChanged: {
                    if (active)
                        return;
                    if (Math.abs(tile.drag) > tile.height * 0.3)
                        root.dropped(tile.lookId);
                    else
                        tile.drag = 0;
                }
            }

            background: Rectangle {
                radius: Theme.px(40)
                color: Theme.card
                border.color: Theme.line
                border.width: Math.max(1, Theme.px(2))
            }
            contentItem: Item {
                Image {
                    id: image

                    objectName: "lookPicture"
                    x: Theme.px(16)
                    y: Theme.px(16)
                    width: tile.width - 2 * x
                    height: tile.height - texts.height - Theme.px(56)
                    source: tile.picture
                    sourceSize: Qt.size(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)))
                    fillMode: Image.PreserveAspectCrop
                    cache: false
                    visible: tile.picture !== ""
                }

                Dots {
                    anchors.centerIn: image
                    visible: tile.picture === "" && root.errorText === ""
                }

                Column {
                    id: texts

                    x: Theme.px(32)
                    width: tile.width - 2 * x
                    anchors.bottom: parent.bottom
                    anchors.bottomMargin: Theme.px(24)
                    spacing: Theme.px(4)

                    Flow {
                        width: parent.width
                        spacing: Theme.px(16)

                        Label {
                            text: tile.name
                            step: 36
                            font.weight: Font.DemiBold
                            Accessible.ignored: true
                        }

                        Label {
                            text: tile.price
                            step: 36
                            soft: true
                            Accessible.ignored: true
                        }
                    }

                    Verdict { verdict: tile.verdict; maxWidth: parent.width }
                }
            }

            RoundButton {
                objectName: "drop_" + tile.lookId
                anchors { right: parent.right; top: parent.top; margins: Theme.px(28) }
                diameter: Theme.touch
                glyph: "close"
                text: Words.fill(Words.text.compare_drop, { "name": tile.name })
                onClicked: root.dropped(tile.lookId)
            }

            FocusRing {
                control: tile
                controlRadius: Theme.px(40)
            }
        }
    }

    Label {
        objectName: "resultsWords"
        anchors.centerIn: parent
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        step: 36
        visible: text !== ""
        text: root.errorText !== "" ? root.errorText : root.busy ? Words.text.compare_busy : root.count === 0 ? Words.text.compare_empty : ""
    }
}
