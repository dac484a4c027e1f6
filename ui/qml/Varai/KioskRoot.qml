// The kiosk's window: one screen at a time, and what may lie over every screen.
import QtQuick
import Varai

Item {
    id: root

    required property var kiosk

    readonly property bool portrait: width < height * 1.15
    readonly property string screen: kiosk.visit.screen

    objectName: "kioskRoot"
    width: 1080
    height: 1920

    Binding { target: Theme; property: "unit"; value: root.portrait ? Math.min(root.width / 1080, root.height / 1560) : Math.min(root.height / 1080, root.width / 1700) }
    Binding { target: Theme; property: "textScale"; value: root.kiosk.comfort.textScale }
    Binding { target: Theme; property: "highContrast"; value: root.kiosk.comfort.highContrast }
    Binding { target: Theme; property: "reach"; value: root.kiosk.comfort.reach }
    Binding { target: Theme; property: "leftHanded"; value: root.kiosk.comfort.leftHanded }
    Binding { target: Theme; property: "reducedMotion"; value: root.kiosk.comfort.reducedMotion }
    Binding { target: Words; property: "text"; value: root.kiosk.words.text }
    Binding { target: Words; property: "language"; value: root.kiosk.words.language }

    component Stage: Loader {
        required property string name

        anchors.fill: parent
        active: root.screen === name
        opacity: status === Loader.Ready ? 1 : 0
        focus: active
        enabled: !stillThere.visible && !languagePanel.opened && !comfortPanel.opened && !noticePanel.opened && !filterPanel.opened && !staffPanel.opened && !measurePanel.visible

        Behavior on opacity { NumberAnimation { duration: Theme.calm; easing.type: Easing.OutCubic } }
    }

    Stage { name: "attract"; sourceComponent: AttractScreen { kiosk: root.kiosk } }
    Stage { name: "consent"; sourceComponent: ConsentScreen { kiosk: root.kiosk; portrait: root.portrait } }
    Stage { name: "mirror"; sourceComponent: MirrorScreen { kiosk: root.kiosk; portrait: root.portrait } }
    Stage { name: "browse"; sourceComponent: BrowseScreen { kiosk: root.kiosk; portrait: root.portrait } }
    Stage { name: "compare"; sourceComponent: CompareScreen { kiosk: root.kiosk; portrait: root.portrait } }
    Stage { name: "goodbye"; sourceComponent: GoodbyeScreen { kiosk: root.kiosk } }

    Toast { words: root.kiosk.toast }

    LanguagePanel { id: languagePanel; objectName: "languagePanel"; kiosk: root.kiosk }
    ComfortPanel { id: comfortPanel; objectName: "comfortPanel"; kiosk: root.kiosk }
    NoticePanel { id: noticePanel; objectName: "noticePanel" }
    FilterPanel { id: filterPanel; objectName: "filterPanel"; kiosk: root.kiosk }
    StaffPanel { id: staffPanel; objectName: "staffPanel"; kiosk: root.kiosk }
    MeasurePanel { id: measurePanel; kiosk: root.kiosk }
    StillThere { id: stillThere; kiosk: root.kiosk }

    Shortcut { sequence: "Ctrl+Alt+S"; onActivated: root.kiosk.showPanel("staff") }

    function showPanel(name) {
        const panels = { "language": languagePanel, "comfort": comfortPanel, "notice": noticePanel, "filter": filterPanel, "staff": staffPanel };
        panels[name].open();
    }

    Connections {
        target: root.kiosk
        function onPanelWanted(name) { root.showPanel(name); }
        function onWiped() { for (const panel of [languagePanel, comfortPanel, noticePanel, filterPanel, staffPanel]) panel.close(); }
    }
}
