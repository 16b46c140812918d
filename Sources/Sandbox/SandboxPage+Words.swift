extension SandboxPage {
    /// What the page says in its two languages, and the sentences that it offers to try.
    static let words = #"""
        "use strict";
        const WORDS = {
          zh: {
            tagline: "网格工作群 · 沙盒", colon: "：", skip: "跳到输入框", rooms: "群聊", guide: "试一试", photo: "发照片", send: "发送", close: "关闭",
            guideLead: "点一句，就以那个人的身份写进输入框，回车发出。平常怎么说就怎么说，不用记命令。", cases: "本群案件",
            noCases: "还没有。报一个问题试试。", speakAs: "以谁的身份说话", search: "姓名、单位、网格", placeholder: "说点什么，@ 提人",
            live: "已连接", lost: "正在重连…", other: "English", bot: "网格助手", robot: "机器人", edited: "已编辑", updated: "已更新",
            recalled: "撤回了一条消息", quote: "引用", edit: "编辑", recall: "撤回", replying: "回复", editing: "编辑自己的话", cancel: "取消",
            fresh: "条新消息", emptyTitle: "这里还没有人说话", emptyText: "选一个身份，像在工作群里一样发一句话、一张照片。",
            noRooms: "表里还没有沙盒的群", noRoomsText: "在 rooms.csv 和 people.csv 里加上属于这个适配器的群和账号，导入后刷新。",
            failed: "没有发出去，请再试一次。", photoFailed: "照片没有传上去。", everyone: "所有人", photoWord: "[照片]", gone: "原消息不在这里了",
            sample: "示意照片", withPhoto: "带照片", members: "人可选", today: "今天", yesterday: "昨天", original: "原图",
            roles: { worker: "网格员", unit: "责任单位", leader: "领导", dispatcher: "调度员", checker: "核查员", duty: "值班员" },
            purposes: { work: "工作群", unit: "单位群", leaders: "领导群", emergency: "应急群", admin: "管理群", observe: "旁听群" },
            glyphs: { work: "网", unit: "单", leaders: "领", emergency: "急", admin: "管", observe: "听" },
            states: { reported: "待补充", verifying: "待核实", rejected: "不予立案", filed: "已立案", dispatched: "已派遣", handling: "处置中",
              returned: "已退回", suspended: "已挂起", feedback: "待确认", checking: "待核查", rework: "返工", closed: "已办结",
              self_closed: "自行处置", merged: "已并案", withdrawn: "已撤回", voided: "已作废", force_closed: "强制结案" }
          },
          en: {
            tagline: "Work groups · sandbox", colon: ": ", skip: "Skip to the message box", rooms: "Groups", guide: "Try it", photo: "Add photos", send: "Send", close: "Close",
            guideLead: "Pick a line: it is written into the box as that person; Enter sends it. Plain words do, there is nothing to learn.", cases: "Cases of this group",
            noCases: "None yet. Report something.", speakAs: "Speak as", search: "Name, unit, grid", placeholder: "Say something, @ to mention",
            live: "Connected", lost: "Reconnecting…", other: "中文", bot: "GridBridge", robot: "bot", edited: "edited", updated: "updated",
            recalled: "recalled a message", quote: "Quote", edit: "Edit", recall: "Recall", replying: "Reply to", editing: "Editing your message", cancel: "Cancel",
            fresh: "new", emptyTitle: "Nobody has spoken here yet", emptyText: "Choose who you are and say a sentence or send a photo, as in any work group.",
            noRooms: "The tables have no group for the sandbox", noRoomsText: "Add groups and accounts of this adapter to rooms.csv and people.csv, import them, and reload.",
            failed: "Not sent. Please try again.", photoFailed: "The photo was not taken. ", everyone: "everyone", photoWord: "[photo]", gone: "The original is not here any more",
            sample: "sample photo", withPhoto: "with a photo", members: "people to choose from", today: "today", yesterday: "yesterday", original: "Photo",
            roles: { worker: "grid worker", unit: "unit", leader: "leader", dispatcher: "dispatcher", checker: "checker", duty: "on duty" },
            purposes: { work: "Work groups", unit: "Units", leaders: "Leaders", emergency: "Emergencies", admin: "Administration", observe: "Listening only" },
            glyphs: { work: "W", unit: "U", leaders: "L", emergency: "!", admin: "A", observe: "O" },
            states: { reported: "incomplete", verifying: "to verify", rejected: "not filed", filed: "filed", dispatched: "assigned", handling: "in hand",
              returned: "returned", suspended: "suspended", feedback: "to confirm", checking: "to check", rework: "rework", closed: "closed",
              self_closed: "self-handled", merged: "merged", withdrawn: "withdrawn", voided: "void", force_closed: "force-closed" }
          }
        };
        const HINTS = [
          { role: "worker", grid: "3号网格", text: "宣芳桥靠市场一百米处空地又出现一堆垃圾", photo: "before", zh: "一句话加一张照片，立案并派给单位", en: "A sentence and a photo: a case, assigned" },
          { role: "unit", text: "收到，马上安排人过去", reply: true, zh: "签收，不刷屏", en: "Acknowledged, without a word from the bot" },
          { role: "unit", text: "已清理，拉了2车", photo: "after", reply: true, zh: "说办完了、附上照片，就办结", en: "Done, with a photo: closed" },
          { role: "worker", grid: "3号网格", text: "没清干净，墙角还有一堆", photo: "rest", reply: true, zh: "不满意，退回返工", en: "Not clean: back to the unit" },
          { role: "worker", grid: "25号网格", text: "碧水蓝天工地出来的渣土车带泥上路，一条路都是泥", zh: "另一类问题，另一个单位", en: "Another type, another unit" },
          { role: "worker", grid: "3号网格", text: "宣芳桥市场门口的井盖没了，有小孩在旁边玩", photo: "cover", zh: "急事：应急群也会收到", en: "Urgent: the emergency group hears of it" },
          { role: "worker", grid: "2号网格", text: "府前路菜市场门口路边有几张小广告，我已经撕掉了", zh: "自己顺手处理的，也记一笔", en: "Handled by the finder, and counted" },
          { role: "leader", text: "@网格助手 今天还有哪些没办结？", zh: "领导问一句", en: "A leader asks" },
          { role: "worker", text: "大家早上好，今天降温，多穿点", zh: "闲聊，不打扰", en: "Small talk: the bot stays silent" }
        ];

        """#
}
