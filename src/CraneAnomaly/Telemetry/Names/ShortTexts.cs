using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    // A text without zeros and filled up with them says its length too.
    private readonly Vector128<byte>[] _texts = new Vector128<byte>[Places];
    private readonly int[] _symbols = new int[Places];

    // As many ones as a text is long, then zeros, wherever one begins.
    private static ReadOnlySpan<byte> Masks =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>The symbol of a text; none when it was not met or is longer.</summary>
    /// <param name="text">The first of <see cref="Reach"/> bytes.</param>
    /// <param name="length">Length of the text.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ref readonly byte text, int length)
    {
        if ((uint)length > Reach) return SymbolTable.None;
        var bytes = Take(in text, length);
        int place = Place(bytes);
        if (_texts[place] == bytes) return _symbols[place];
        place ^= 1;
        return _texts[place] == bytes ? _symbols[place] : SymbolTable.None;
    }

    /// <summary>Keeps a text that is plain. Of those that share two places the last two stay.</summary>
    public void Keep(ref readonly byte text, int length, int symbol)
    {
        if (length is 0 or > Reach || symbol == SymbolTable.None) return;
        var bytes = Take(in text, length);
        int place = Place(bytes), other = place ^ 1;
        (_texts[other], _symbols[other]) = (_texts[place], _symbols[place]);
        (_texts[place], _symbols[place]) = (bytes, symbol);
    }

    private static Vector128<byte> Take(ref readonly byte text, int length) =>
        Vector128.LoadUnsafe(in text) & Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Masks), (nuint)(Reach - length));

    private static int Place(Vector128<byte> bytes)
    {
        var halves = bytes.AsUInt64();
        return (int)((halves[0] ^ halves[1] * 31) * 0x9E37_79B9_7F4A_7C15 >> 56);
    }
}
