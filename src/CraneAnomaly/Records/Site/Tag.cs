using System.Globalization;
using CraneAnomaly.Checkpoints;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Records.Site;

/// <summary>What a place in a controller or a name in telemetry means (<c>tags.json</c>).</summary>
[NotState("Given with the options, and never changed.")]
public sealed record Tag
{
    /// <summary>The source as written.</summary>
    public required string Source { get; init; }

    /// <summary>What kind of source.</summary>
    public TagSourceKind Kind { get; init; }

    /// <summary>The place, of a Modbus source.</summary>
    public RegisterPlace Register { get; init; }

    /// <summary>The source without its kind: a path, a column, a node, a name.</summary>
    public required string Name { get; init; }

    /// <summary>How the value lies there.</summary>
    public TagType Type { get; init; }

    /// <summary>Whether the lower word comes first.</summary>
    public bool IsLowWordFirst { get; init; }

    /// <summary>Which bit of a register is meant; -1 for the whole.</summary>
    public int Bit { get; init; } = -1;

    /// <summary>The signal: one of <see cref="SignalCatalog"/>, or a series of its own.</summary>
    public required string Signal { get; init; }

    /// <summary>Multiplied with.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Added, after that.</summary>
    public double Offset { get; init; }

    /// <summary>The unit of the value then; null for the catalog's.</summary>
    public string? Unit { get; init; }

    /// <summary>Of which crane; empty where the source says so.</summary>
    public string Crane { get; init; } = "";

    /// <summary>Registers that it takes.</summary>
    public int Registers => Type switch { TagType.U32 or TagType.I32 or TagType.F32 => 2, TagType.F64 => 4, _ => 1 };

    /// <summary>Reads <c>tags.json</c>.</summary>
    /// <exception cref="SiteFileException">It holds what it should not.</exception>
    public static IReadOnlyList<Tag> Load(string path) => Read(SiteNode.Load(path));

    internal static IReadOnlyList<Tag> Read(SiteNode root)
    {
        var tags = new List<Tag>();
        var names = new HashSet<(TagSourceKind, string)>();
        foreach (var node in root.Expect("tags").Required("tags").Items)
        {
            var tag = ReadTag(node);

            // A register may mean two things; of a name only one could be taken, and the other would be lost.
            if (tag.Kind != TagSourceKind.Modbus && !names.Add((tag.Kind, tag.Name)))
                throw node.Required("source").Error($"'{tag.Source}' stands twice: a name means one signal of one crane");
            tags.Add(tag);
        }

        return tags;
    }

    private static Tag ReadTag(SiteNode node)
    {
        node.Expect("source", "type", "signal", "scale", "offset", "unit", "crane");
        var source = node.Required("source");
        int colon = source.String.IndexOf(':');
        var kind = (colon < 0 ? "" : source.Text[..colon]) switch
        {
            "modbus" => TagSourceKind.Modbus,
            "s7" => TagSourceKind.S7,
            "cip" => TagSourceKind.Cip,
            "opcua" => TagSourceKind.OpcUa,
            "tic" => TagSourceKind.Tic,
            "csv" => TagSourceKind.Csv,
            _ => throw source.Error("a source begins modbus:, s7:, cip:, opcua:, tic: or csv:"),
        };
        string name = source.Text[(colon + 1)..];
        if (name.Length == 0) throw source.Error("nothing stands behind the colon");
        int bit = -1;
        var register = kind == TagSourceKind.Modbus ? Place(source, name, out bit) : default;
        var (type, lowFirst) = TypeOf(node["type"]);
        var signal = node.Required("signal");
        if (signal.String.Length == 0) throw signal.Error("the name is empty");
        if (kind == TagSourceKind.Modbus && register.Table is RegisterTable.Coils or RegisterTable.DiscreteInputs)
            type = type is TagType.Unstated or TagType.Bool ? TagType.Bool : throw node["type"]!.Error("a coil or discrete input is a bool");
        if (bit >= 0 && type is not (TagType.Bool or TagType.Unstated)) throw node["type"]!.Error("a bit of a register is a bool");
        return new()
        {
            Source = source.Text,
            Kind = kind,
            Name = name,
            Register = register,
            Bit = bit,
            Type = bit >= 0 ? TagType.Bool : type == TagType.Unstated && kind == TagSourceKind.Modbus ? TagType.U16 : type,
            IsLowWordFirst = lowFirst,
            Signal = signal.Text,
            Scale = node["scale"]?.Number ?? 1,
            Offset = node["offset"]?.Number ?? 0,
            Unit = node["unit"]?.String,
            Crane = node["crane"]?.String ?? "",
        };
    }

    // IP:PORT/UNIT/TABLE/ADDRESS; an IPv6 address stands in brackets. A bit of a register is ADDRESS.BIT.
    private static RegisterPlace Place(SiteNode source, string text, out int bit)
    {
        bit = -1;
        string[] parts = text.Split('/');
        int colon = parts[0].LastIndexOf(':');
        var wrong = source.Error("modbus:IP:PORT/UNIT/hr|ir|co|di/ADDRESS is expected");
        if (parts.Length != 4 || colon < 0) throw wrong;
        if (!IpAddress.TryParse(parts[0].AsSpan(0, colon).Trim("[]"), out var server)) throw source.Error("it names no address");
        var table = parts[2] switch
        {
            "hr" => RegisterTable.HoldingRegisters,
            "ir" => RegisterTable.InputRegisters,
            "co" => RegisterTable.Coils,
            "di" => RegisterTable.DiscreteInputs,
            _ => throw wrong,
        };
        string[] address = parts[3].Split('.');
        if (address.Length > 2 || (address.Length == 2 && table is RegisterTable.Coils or RegisterTable.DiscreteInputs)) throw wrong;
        if (address.Length == 2) bit = Number(address[1], 15);
        return new(server, (ushort)Number(parts[0][(colon + 1)..], 65535), (byte)Number(parts[1], 255), table, (ushort)Number(address[0], 65535));

        int Number(string digits, int most) =>
            int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most ? number : throw wrong;
    }

    // u32, or u32 with the order of its bytes as they come: abcd the upper word first, cdab the lower.
    private static (TagType Type, bool LowFirst) TypeOf(SiteNode? node)
    {
        if (node is null) return (TagType.Unstated, false);
        string[] parts = node.String.Split(['/', ':', ' '], 2);
        var type = parts[0] switch
        {
            "u16" => TagType.U16,
            "i16" => TagType.I16,
            "u32" => TagType.U32,
            "i32" => TagType.I32,
            "f32" => TagType.F32,
            "f64" => TagType.F64,
            "bool" => TagType.Bool,
            _ => throw node.Error("u16, i16, u32, i32, f32, f64 or bool is expected, with /abcd or /cdab for the order of words"),
        };
        bool lowFirst = parts.Length == 2 && (parts[1] switch
        {
            "abcd" or "high-first" or "big" => false,
            "cdab" or "low-first" or "little" => true,
            _ => throw node.Error("the order of words is abcd (the upper first) or cdab"),
        });
        return (type, lowFirst);
    }
}
