// Puts a product on the customer. Says that it starts, that it worked, or that it did not and what to do.
import QtQuick
import QtQuick.Templates as T
import Varai

T.AbstractButton {
    id: root

    property string productId
    // Has begin(productId) and the signals completed(productId, result) and failed(productId).
    property var tryOn: null
    property string variant: "primary"
    property string size: "medium"
    property bool busy: false
    property bool failed: false

    signal tryOnStarted
    signal tryOnCompleted(var result)

    readonly property bool isPrimary: variant === "primary"
    readonly property int step: size === "large" ? 36 : size === "small" ? 26 : 30
    readonly property real bodyHeight: Theme.px(size === "large" ? 148 : size === "small" ? 84 : 112)
    readonly property color words: isPrimary ? Theme.paper : Theme.ink

    function start() {
        if (busy || !tryOn)
            return;
        failed = false;
        busy = true;
        tryOnStarted();
        tryOn.begin(productId);
    }

    objectName: "tryOnButton"
    text: busy ? Words.text.try_on_busy : Words.text.try_on
    implicitHeight: Math.max(bodyHeight, label.implicitHeight + Theme.px(40)) + (failed ? failure.implicitHeight + Theme.px(16) : 0)
    implicitWidth: Math.max(label.implicitWidth + Theme.px(size === "small" ? 120 : 200), Theme.px(220))
    focusPolicy: Qt.TabFocus
    Accessible.name: failed ? Words.text.try_on_failed : text
    Accessible.description: busy ? Words.text.try_on_busy : ""
    onClicked: start()
    onProductIdChanged: {
        busy = false;
        failed = false;
    }

    Connections {
        target: root.tryOn
        ignoreUnknownSignals: true

        function onCompleted(productId, result) {
            if (!root.busy || productId !== root.productId)
                return;
            root.busy = false;
            root.tryOnCompleted(result);
        }

        function onFailed(productId) {
            if (!root.busy || productId !== root.productId)
                return;
            root.busy = false;
            root.failed = true;
        }
    }

    background: Item {
        Rectangle {
            id: body

            width: parent.width
            height: Math.max(root.bodyHeight, label.implicitHeight + Theme.px(40))
            radius: Math.min(height / 2, Theme.px(74))
            color: root.isPrimary ? Theme.ink : "transparent"
            border.color: Theme.ink
            border.width: root.isPrimary ? 0 : Math.max(2, Theme.px(3))
            scale: root.down ? 0.98 : 1
        }
    }
    contentItem: Item {
        Label {
            id: label

            x: Theme.px(40)
            width: root.width - Theme.px(80) - (disc.visible ? disc.width : 0)
            height: body.height
            verticalAlignment: Text.AlignVCenter
            horizontalAlignment: disc.visible ? Text.AlignLeft : Text.AlignHCenter
            text: root.text
            step: root.step
            tight: true
            color: root.words
            font.weight: Font.DemiBold
            Accessible.ignored: true
        }

        Rectangle {
            id: disc

            visible: root.isPrimary && root.size !== "small"
            width: body.height - Theme.px(28)
            height: width
            radius: width / 2
            x: root.width - width - Theme.px(14)
            y: (body.height - height) / 2
            color: Theme.accent

            Icon {
                anchors.centerIn: parent
                visible: !root.busy
                name: "arrow"
                size: disc.width * 0.5
            }

            Dots {
                anchors.centerIn: parent
                visible: root.busy
                scale: 0.7
            }
        }

        Label {
            id: failure

            objectName: "tryOnFailure"
            visible: root.failed
            y: body.height + Theme.px(16)
            width: root.width
            horizontalAlignment: Text.AlignHCenter
            text: Words.text.try_on_failed
            step: 26
            Accessible.role: Accessible.AlertMessage
        }
    }

    FocusRing {
        control: root
        controlRadius: body.radius
    }
}
