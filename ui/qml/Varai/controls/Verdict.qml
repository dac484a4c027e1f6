// How a frame fits, in words, with a dot whose colour says the same.
import QtQuick
import Varai

Row {
    id: root

    property string verdict
    property int step: 26

    readonly property color dotColour: verdict === "good" ? Theme.fits : Theme.caution

    spacing: Theme.px(12)
    visible: verdict !== ""

    Rectangle {
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.px(18)
        height: width
        radius: width / 2
        color: root.dotColour
    }

    Label {
        step: root.step
        text: root.verdict ? Words.of("fit_" + root.verdict) : ""
        font.weight: Font.Medium
        wrapMode: Text.NoWrap
    }
}
