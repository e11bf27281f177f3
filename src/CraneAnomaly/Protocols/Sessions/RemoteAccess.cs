using System.Globalization;
using System.Text;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Protocols.Sessions;

/// <summary>
/// Tools by which somebody outside gets in, and brokers of cellular routers, found by the names that are asked for, by the
/// program's name, or by a port of the maker's. The list is <c>remote-access.tsv</c> beside this file, with source and date.
/// </summary>
internal sealed class RemoteAccess
{
    private const int MostName = 255;

    private readonly Dictionary<string, Tool> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tool>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly Dictionary<ushort, Tool> _ports = [];
    private readonly List<(byte[] Part, Tool Tool)> _programs = [];

    private RemoteAccess(IEnumerable<string> lines)
    {
        _byName = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string line in lines)
        {
            string[] cells = line.Split('\t');
            var tool = new Tool(cells[0], cells[1]);
            switch (cells[2])
            {
                case "name":
                    _names.Add(cells[3], tool);
                    break;
                case "port":
                    _ports.Add(ushort.Parse(cells[3], CultureInfo.InvariantCulture), tool);
                    break;
                default:
                    _programs.Add((Encoding.ASCII.GetBytes(cells[3]), tool));
                    break;
            }
        }
    }

    /// <summary>The list that ships with the product.</summary>
    public static RemoteAccess Known { get; } = Load();

    /// <summary>Adds the tool that a host's name belongs to.</summary>
    /// <returns>Whether there is one.</returns>
    public bool TellName(ReadOnlySpan<byte> host, FactWriter facts)
    {
        if (host.IsEmpty || host.Length > MostName) return false;
        Span<char> text = stackalloc char[MostName];
        for (int i = 0; i < host.Length; i++) text[i] = char.ToLowerInvariant((char)host[i]);

        // The name itself, then what it is below.
        for (ReadOnlySpan<char> rest = text[..host.Length]; ;)
        {
            if (_byName.TryGetValue(rest, out var tool)) return Tell(tool, "name", facts);
            int dot = rest.IndexOf('.');
            if (dot < 0) return false;
            rest = rest[(dot + 1)..];
        }
    }

    /// <summary>Adds the tool that a program's name of itself belongs to.</summary>
    public bool TellProgram(ReadOnlySpan<byte> program, FactWriter facts)
    {
        if (program.IsEmpty) return false;
        foreach (var (part, tool) in _programs)
        {
            if (program.IndexOf(part) >= 0) return Tell(tool, "user-agent", facts);
        }

        return false;
    }

    /// <summary>Adds the tool that a port belongs to: a hint and no more.</summary>
    public bool TellPort(ushort port, FactWriter facts) => _ports.TryGetValue(port, out var tool) && Tell(tool, "port", facts);

    private static bool Tell(Tool tool, string match, FactWriter facts)
    {
        facts.Add(Fact.RemoteTool, tool.Name);
        facts.Add(Fact.RemoteToolKind, tool.Kind);
        facts.Add(Fact.RemoteToolMatch, match);
        return true;
    }

    private static RemoteAccess Load()
    {
        using var stream = typeof(RemoteAccess).Assembly.GetManifestResourceStream("remote-access.tsv")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return new(reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1));
    }

    private sealed record Tool(string Name, string Kind);
}
