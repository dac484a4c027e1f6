// A line drawing on a 24 x 24 grid.
import QtQuick
import QtQuick.Shapes
import Varai

Item {
    id: root

    property string name
    property color colour: Theme.ink
    property real size: Theme.px(44)
    property bool filled: false

    readonly property var paths: ({
        "photo": "M4 8.5a2 2 0 0 1 2-2h2.2l1.3-2h5l1.3 2H18a2 2 0 0 1 2 2V17a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2z M15.4 12.6a3.4 3.4 0 1 1-6.8 0a3.4 3.4 0 1 1 6.8 0z",
        "compare": "M4.5 5.5h6v13h-6z M13.5 5.5h6v13h-6z",
        "freeze": "M9 6v12 M15 6v12",
        "thaw": "M8.5 6l9 6l-9 6z",
        "heart": "M12 19.5s-7.2-4.3-7.2-9.6a3.9 3.9 0 0 1 7.2-2.1a3.9 3.9 0 0 1 7.2 2.1c0 5.3-7.2 9.6-7.2 9.6z",
        "close": "M6.5 6.5l11 11 M17.5 6.5l-11 11",
        "check": "M5.5 12.5l4.3 4.3l8.7-9.3",
        "arrow": "M5 12h14 M13 6l6 6l-6 6",
        "back": "M19 12H5 M11 6l-6 6l6 6",
        "up": "M12 19V6 M6 11.5l6-6l6 6",
        "plus": "M12 5v14 M5 12h14",
        "rest": "M4 8.5a2 2 0 0 1 2-2h2.2l1.3-2h5l1.3 2H18a2 2 0 0 1 2 2V17a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2z M9 14.2c1.8-1.6 4.2-1.6 6 0 M9 10.6h.02 M15 10.6h.02",
        "person": "M16 8.5a4 4 0 1 1-8 0a4 4 0 1 1 8 0z M4.8 19.5c1-3.6 3.8-5.3 7.2-5.3s6.2 1.7 7.2 5.3",
        "glasses": "M9.8 12.6a3.3 3.3 0 1 1-6.6 0a3.3 3.3 0 1 1 6.6 0z M20.8 12.6a3.3 3.3 0 1 1-6.6 0a3.3 3.3 0 1 1 6.6 0z M9.8 12c1.4-1.2 3-1.2 4.4 0"
    })

    implicitWidth: size
    implicitHeight: size
    Accessible.ignored: true

    Shape {
        width: 24
        height: 24
        scale: root.size / 24
        transformOrigin: Item.TopLeft
        preferredRendererType: Shape.CurveRenderer

        ShapePath {
            strokeColor: root.colour
            strokeWidth: 1.9
            fillColor: root.filled ? root.colour : "transparent"
            capStyle: ShapePath.RoundCap
            joinStyle: ShapePath.RoundJoin

            PathSvg {
                path: root.paths[root.name] || ""
            }
        }
    }
}
