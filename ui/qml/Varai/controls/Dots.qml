// "Something is coming": three quiet dots; still when motion is reduced.
import QtQuick
import Varai

Row {
    id: root

    property color colour: Theme.ink
    property bool running: visible

    spacing: Theme.px(14)
    Accessible.ignored: true

    Repeater {
        model: 3

        Rectangle {
            id: dot

            required property int index

            width: Theme.px(16)
            height: width
            radius: width / 2
            color: root.colour

            SequentialAnimation on opacity {
                running: root.running && !Theme.reducedMotion
                loops: Animation.Infinite

                PauseAnimation { duration: 160 * dot.index }
                NumberAnimation { from: 0.3; to: 1; duration: 320; easing.type: Easing.OutCubic }
                NumberAnimation { from: 1; to: 0.3; duration: 320; easing.type: Easing.OutCubic }
                PauseAnimation { duration: 160 * (2 - dot.index) }
            }
        }
    }
}
