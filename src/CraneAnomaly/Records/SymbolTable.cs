using System.Text;

namespace CraneAnomaly.Records;

/// <summary>
/// Names as 32-bit numbers, for one pipeline. The numbers depend on the order of arrival: they never enter a
/// baseline, an alert or a hash. Not safe for use from two threads.
/// </summary>
public sealed class SymbolTable
{
    /// <summary>The symbol of the empty name, and of every name past the cap.</summary>
    public const int None = 0;

    private readonly Dictionary<string, int> _symbols = new(StringComparer.Ordinal) { [""] = None };
    private readonly List<string> _names = [""];
    private readonly List<byte[]> _utf8 = [[]];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly int _capacity;

    /// <summary>Makes an empty table.</summary>
    /// <param name="capacity">Most names; later ones become <see cref="None"/> and are counted.</param>
    public SymbolTable(int capacity = 1_000_000)
    {
        _capacity = capacity;
        _byName = _symbols.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Names refused because the table was full.</summary>
    public long Refused { get; private set; }

    /// <summary>Number of names, the empty one included.</summary>
    public int Count => _names.Count;

    /// <summary>The symbol of a name, made when it is new.</summary>
    public int Intern(string name)
    {
        if (_symbols.TryGetValue(name, out int symbol)) return symbol;
        if (_names.Count >= _capacity)
        {
            Refused++;
            return None;
        }

        symbol = _names.Count;
        _names.Add(name);
        _utf8.Add(Encoding.UTF8.GetBytes(name));
        _symbols.Add(name, symbol);
        return symbol;
    }

    /// <summary>The symbol of a name in UTF-8, made when it is new; allocates nothing for a name that is known.</summary>
    public int Intern(ReadOnlySpan<byte> utf8) => TryFind(utf8, out int symbol) ? symbol : Intern(Encoding.UTF8.GetString(utf8));

    /// <summary>The symbol of a name in UTF-8, if it has one.</summary>
    public bool TryFind(ReadOnlySpan<byte> utf8, out int symbol)
    {
        // A name has at most as many characters as bytes.
        if (utf8.Length > 256) return _symbols.TryGetValue(Encoding.UTF8.GetString(utf8), out symbol);
        Span<char> name = stackalloc char[256];
        return _byName.TryGetValue(name[..Encoding.UTF8.GetChars(utf8, name)], out symbol);
    }

    /// <summary>The name of a symbol.</summary>
    public string Name(int symbol) => (uint)symbol < (uint)_names.Count ? _names[symbol] : "";

    /// <summary>The name of a symbol as UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8(int symbol) => (uint)symbol < (uint)_utf8.Count ? _utf8[symbol] : default;
}
