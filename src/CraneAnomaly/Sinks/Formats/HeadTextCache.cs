using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats;

/// <summary>
/// The part of a record's line that names protocol, kind, function and violation, kept for the combinations seen
/// last: direct-mapped. Of fixed size.
/// </summary>
internal sealed class HeadTextCache(SymbolTable symbols)
{
    private const int SlotBytes = 256;
    private const int SlotCount = 256;
    private const int FixedBytes = 160;

    private readonly Slot[] _slots = new Slot[SlotCount];
    private readonly byte[] _text = new byte[SlotCount * SlotBytes];

    // For function names too long for a slot.
    private readonly byte[] _long = new byte[FixedBytes + JsonText.MaxLength * JsonText.MaxExpansion];

    /// <summary>
    /// Text such as <c>,"protocol":"modbus","kind":"request",...</c>, beginning with a comma. Valid until the next
    /// call.
    /// </summary>
    public ReadOnlySpan<byte> Get(in OtRecord record)
    {
        var key = new Key(record.FunctionSymbol, record.FunctionCode, record.Violation, record.Protocol, record.Kind);
        int index = key.Slot;
        ref var slot = ref _slots[index];
        if (slot.Length != 0 && slot.Key == key) return _text.AsSpan(index * SlotBytes, slot.Length);

        var name = symbols.Utf8(record.FunctionSymbol);
        int longest = JsonText.IsPlain(name) ? name.Length : name.Length * JsonText.MaxExpansion;
        if (longest > SlotBytes - FixedBytes)
        {
            return _long.AsSpan(0, Render(_long, in record, name));
        }

        slot.Key = key;
        slot.Length = Render(_text.AsSpan(index * SlotBytes, SlotBytes), in record, name);
        return _text.AsSpan(index * SlotBytes, slot.Length);
    }

    private static int Render(Span<byte> destination, in OtRecord record, ReadOnlySpan<byte> function)
    {
        var text = new AsciiCursor(destination);
        text.Text(",\"protocol\":\""u8);
        Name(ref text, record.Protocol.Name());
        text.Text(",\"kind\":\""u8);
        Name(ref text, record.Kind.Name());
        if (!function.IsEmpty)
        {
            text.Text(",\"function\":\""u8);
            JsonText.Write(ref text, function);
            text.Byte((byte)'"');
        }

        // Zero is a function code like another in a PDU (an invalid one); elsewhere it stands for none.
        if (record.Kind.IsPdu() || record.FunctionCode != 0)
        {
            text.Text(",\"function_code\":"u8);
            text.Number((uint)record.FunctionCode);
        }

        if (record.Violation != Violation.None)
        {
            text.Text(",\"violation\":\""u8);
            Name(ref text, record.Violation.Name());
        }

        return text.Length;
    }

    private static void Name(ref AsciiCursor text, string name)
    {
        text.Advance(System.Text.Encoding.ASCII.GetBytes(name, text.Rest));
        text.Byte((byte)'"');
    }

    private readonly record struct Key(
        int Function, ushort Code, Violation Violation, OtProtocol Protocol, RecordKind Kind)
    {
        public int Slot =>
            (Function * 31 + Code * 7 + (int)Violation * 97 + (int)Protocol * 13 + (int)Kind * 61) & (SlotCount - 1);
    }

    private struct Slot
    {
        public Key Key;
        public int Length;
    }
}
