public import Domain

extension Digest.Achievement {
    /// What was done to what, as a bulletin says it: `清除小广告`, `规范店外经营`, `劝离流动摊点`, `清运垃圾`.
    public var words: String { measure.words(of: name, in: unit) }
}

extension Quantity.Measure {
    /// The deed and its object in words: `清运垃圾` for what was cleaned of 暴露垃圾 in 车.
    public func words(of typeName: String, in unit: String) -> String {
        verb(typeName, unit) + object(typeName)
    }

    private func verb(_ name: String, _ unit: String) -> String {
        switch self {
        case .found: "发现"
        case .corrected: name.contains("游商") || name.contains("流浪") ? "劝离" : "规范"
        case .seized: "暂扣"
        case .cleaned:
            if ["车", "吨", "方", "立方", "立方米", "袋", "桶", "筐", "船"].contains(unit) {
                "清运"
            } else if name.contains("私搭乱建") || name.contains("违规") {
                "拆除"
            } else {
                ["张", "条", "幅", "块"].contains(unit) ? "清除" : "清理"
            }
        }
    }

    /// The type without the judgement in front of it: 暴露垃圾 is carried away as 垃圾.
    private func object(_ name: String) -> String {
        if name.contains("游商") { return "流动摊点" }
        for prefix in ["暴露", "积存", "非法", "乱堆", "违规", "废弃"] where name.hasPrefix(prefix) {
            return String(name.dropFirst(prefix.count))
        }
        return name
    }
}
