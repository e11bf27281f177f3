using System.Text;
using CraneAnomaly.Checkpoints;

namespace CraneAnomaly.Records;

/// <summary>
/// Names as 32-bit numbers, for one pipeline. The numbers depend on the order of arrival: they never enter a
/// baseline, an alert or a hash. One thread at a time adds names; what <see cref="Name"/> and <see cref="Utf8"/> say of a symbol
/// that another thread was handed is safe to ask for there.
/// </summary>
public sealed class SymbolTable
{
    /// <summary>The symbol of the empty name, and of every name past the cap.</summary>
    public const int None = 0;

    private readonly Dictionary<string, int> _symbols = new(StringComparer.Ordinal) { [""] = None };
    // Replaced when they grow, never changed where they are filled: who reads from another thread sees either.
    private string[] _names = new string[16];
    private byte[][] _utf8 = new byte[16][];
    [NotState("A view of the names.")]
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly int _capacity;

    /// <summary>Makes an empty table.</summary>
    /// <param name="capacity">Most names; later ones become <see cref="None"/> and are counted.</param>
    public SymbolTable(int capacity = 1_000_000)
    {
        _capacity = capacity;
        (_names[None], _utf8[None]) = ("", []);
        _byName = _symbols.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Names refused because the table was full.</summary>
    public long Refused { get; private set; }

    /// <summary>Number of names, the empty one included.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>The symbol of a name, made when it is new.</summary>
    public int Intern(string name)
    {
        if (_symbols.TryGetValue(name, out int symbol)) return symbol;
        if (Count >= _capacity)
        {
            Refused++;
            return None;
        }

        symbol = Count;
        if (symbol == _names.Length)
        {
            Array.Resize(ref _names, symbol * 2);
            Array.Resize(ref _utf8, symbol * 2);
        }

        (_names[symbol], _utf8[symbol]) = (name, Encoding.UTF8.GetBytes(name));
        _symbols.Add(name, symbol);
        Count++;
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
    public string Name(int symbol)
    {
        string[] names = _names;
        return (uint)symbol < (uint)names.Length ? names[symbol] ?? "" : "";
    }

    /// <summary>The name of a symbol as UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8(int symbol)
    {
        byte[][] names = _utf8;
        return (uint)symbol < (uint)names.Length ? names[symbol] : default;
    }
}
