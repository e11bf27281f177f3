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
    private readonly int _capacity;

    /// <summary>Makes an empty table.</summary>
    /// <param name="capacity">Most names; later ones become <see cref="None"/> and are counted.</param>
    public SymbolTable(int capacity = 1_000_000) => _capacity = capacity;

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

    /// <summary>The name of a symbol.</summary>
    public string Name(int symbol) => (uint)symbol < (uint)_names.Count ? _names[symbol] : "";

    /// <summary>The name of a symbol as UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8(int symbol) => (uint)symbol < (uint)_utf8.Count ? _utf8[symbol] : default;
}
