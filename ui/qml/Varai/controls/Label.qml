// Text in the house's type; `step` is one of 26, 30, 36, 52, 92.
import QtQuick
import Varai

Text {
    property int step: 30
    property bool soft: false
    // One line, to be centred in a button: no room between lines.
    property bool tight: false

    color: soft ? Theme.inkSoft : Theme.ink
    font.family: step >= 52 ? Theme.displayFamily : Theme.textFamily
    font.pixelSize: Theme.type(step)
    font.weight: step >= 52 ? Font.DemiBold : Font.Normal
    font.letterSpacing: step >= 52 ? -0.015 * Theme.type(step) : 0
    font.features: ({ "tnum": 1 })
    lineHeight: tight ? 1 : step >= 52 ? 1.08 : 1.25
    textFormat: Text.PlainText
    wrapMode: Text.WordWrap
    Accessible.role: step >= 52 ? Accessible.Heading : Accessible.StaticText
    Accessible.name: text
}
