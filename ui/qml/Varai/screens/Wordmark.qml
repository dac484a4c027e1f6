// The name of the house; a long press is the staff's door.
import QtQuick
import Varai

Text {
    id: root

    required property var kiosk
    property bool onPicture: false

    objectName: "wordmark"
    text: "VARAi"
    textFormat: Text.PlainText
    color: onPicture ? "#FFFFFF" : Theme.ink
    style: onPicture ? Text.Raised : Text.Normal
    styleColor: Qt.rgba(0, 0, 0, 0.35)
    font.family: Theme.displayFamily
    font.pixelSize: Theme.px(52)
    font.weight: Font.DemiBold
    font.letterSpacing: -Theme.px(1)
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    TapHandler {
        longPressThreshold: 1.2
        margin: Theme.px(24)
        onLongPressed: root.kiosk.showPanel("staff")
    }
}
