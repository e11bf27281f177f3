using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Telemetry.Names;

/// <summary>Symbols of texts in telemetry, with the latest at hand.</summary>
/// <param name="symbols">The pipeline's table.</param>
internal sealed class TextSymbols(SymbolTable symbols)
{
    /// <summary>Most bytes taken of a text; the rest is left out.</summary>
    public const int LongestText = 256;

    // More names than these are no names; the table has other users.
    private const int MostTexts = 262_144;

    private readonly int[] _recent = new int[1024];
    private int _made;

    /// <summary>The symbol of a text, made when it is new; none when there are too many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Get(ReadOnlySpan<byte> text)
    {
        int place = Place(text);
        int symbol = _recent[place];
        return symbol != SymbolTable.None && symbols.Utf8(symbol).SequenceEqual(text) ? symbol : Find(text, place, make: true);
    }

    /// <summary>The symbol of a text that has one; none otherwise.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        int place = Place(text);
        int symbol = _recent[place];
        return symbol != SymbolTable.None && symbols.Utf8(symbol).SequenceEqual(text) ? symbol : Find(text, place, make: false);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Find(ReadOnlySpan<byte> text, int place, bool make)
    {
        if (text.Length > LongestText) text = text[..WholeCharacters(text)];
        if (!symbols.TryFind(text, out int symbol))
        {
            if (!make || _made >= MostTexts) return SymbolTable.None;
            _made++;
            symbol = symbols.Intern(text);
        }

        _recent[place] = symbol;
        return symbol;
    }

    // Where several share a place the last one has it: slower, never wrong.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Place(ReadOnlySpan<byte> text)
    {
        ulong mix = (ulong)text.Length;
        if (text.Length >= 8)
        {
            mix ^= BinaryPrimitives.ReadUInt64LittleEndian(text)
                ^ BinaryPrimitives.ReadUInt64LittleEndian(text[^8..]) * 31;
        }
        else if (text.Length >= 4)
        {
            mix ^= BinaryPrimitives.ReadUInt32LittleEndian(text) | (ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[^4..]) << 32;
        }
        else
        {
            foreach (byte b in text) mix = mix << 8 | b;
        }

        return (int)(mix * 0x9E37_79B9_7F4A_7C15 >> 54);
    }

    // RFC 3629, 3: a character has at most three continuation bytes.
    private static int WholeCharacters(ReadOnlySpan<byte> text)
    {
        int length = LongestText;
        while (length > LongestText - 3 && (text[length] & 0xC0) == 0x80) length--;
        return length;
    }
}
