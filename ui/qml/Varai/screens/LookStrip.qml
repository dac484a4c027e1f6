// The looks kept so far, small, at the edge of the mirror.
import QtQuick
import QtQuick.Templates as T
import Varai

Column {
    id: root

    required property var kiosk

    objectName: "lookStrip"
    spacing: Theme.px(20)

    Repeater {
        model: root.kiosk.looks.model

        T.AbstractButton {
            id: look

            required property int lookId
            required property string name
            required property string picture

            objectName: "strip_" + lookId
            width: Theme.px(112)
            height: Theme.px(132)
            focusPolicy: Qt.TabFocus
            Accessible.name: Words.fill(Words.text.look_of, { "name": name })
            onClicked: root.kiosk.looks.wear(lookId)
            Keys.onDeletePressed: root.kiosk.looks.drop(lookId)

            DragHandler {
                target: null
                yAxis.enabled: false
                onActiveChanged: if (!active && Math.abs(centroid.position.x - centroid.pressPosition.x) > look.width * 0.6) root.kiosk.looks.drop(look.lookId)
            }

            background: Rectangle {
                radius: Theme.px(24)
                color: Theme.paper
            }
            contentItem: Item {
                Image {
                    x: Theme.px(6)
                    y: Theme.px(6)
                    width: look.width - 2 * x
                    height: look.height - 2 * y
                    source: look.picture
                    sourceSize: Qt.size(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)))
                    fillMode: Image.PreserveAspectCrop
                    cache: false
                }

                Dots {
                    anchors.centerIn: parent
                    visible: look.picture === ""
                    scale: 0.7
                }
            }

            FocusRing {
                control: look
                controlRadius: Theme.px(24)
            }
        }
    }
}
