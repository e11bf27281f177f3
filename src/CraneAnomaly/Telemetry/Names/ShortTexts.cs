using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using CraneAnomaly.Records;

namespace CraneAnomaly.Telemetry.Names;

/// <summary>
/// Symbols of texts of at most sixteen bytes that were met before, and are known to have neither escapes nor control
/// characters: whoever finds one here needs not look through it.
/// </summary>
internal sealed class ShortTexts
{
    /// <summary>Bytes that are looked at, whatever the length of the text.</summary>
    public const int Reach = 16;

    private const int Places = 256;

    // Filled up with what UTF-8 does not have, a text says its length too.
    private readonly Vector128<byte>[] _texts = new Vector128<byte>[Places];
    private readonly int[] _symbols = new int[Places];

    // As many zeros as a text is long, then ones, wherever one begins.
    private static ReadOnlySpan<byte> Masks =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    ];

    /// <summary>The symbol of a text; none when it was not met or is longer.</summary>
    /// <param name="text">The text, which is UTF-8, and as much behind it that <see cref="Reach"/> bytes are there; with less it is not found.</param>
    /// <param name="length">Length of the text.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ReadOnlySpan<byte> text, int length)
    {
        if ((uint)length > Reach || text.Length < Reach) return SymbolTable.None;
        var bytes = Take(text, length);
        int place = Place(bytes);
        if (_texts[place] == bytes) return _symbols[place];
        place ^= 1;
        return _texts[place] == bytes ? _symbols[place] : SymbolTable.None;
    }

    /// <summary>Keeps a text that is plain. Of those that share two places the last two stay.</summary>
    public void Keep(ReadOnlySpan<byte> text, int length, int symbol)
    {
        if (length is 0 or > Reach || text.Length < Reach || symbol == SymbolTable.None) return;
        var bytes = Take(text, length);
        int place = Place(bytes), other = place ^ 1;
        (_texts[other], _symbols[other]) = (_texts[place], _symbols[place]);
        (_texts[place], _symbols[place]) = (bytes, symbol);
    }

    private static Vector128<byte> Take(ReadOnlySpan<byte> text, int length) =>
        Vector128.Create(text[..Reach]) | Vector128.Create(Masks.Slice(Reach - length, Reach));

    private static int Place(Vector128<byte> bytes)
    {
        var halves = bytes.AsUInt64();
        return (int)((halves[0] ^ halves[1] * 31) * 0x9E37_79B9_7F4A_7C15 >> 56);
    }
}
