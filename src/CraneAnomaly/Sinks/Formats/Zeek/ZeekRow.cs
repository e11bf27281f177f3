using System.Buffers.Binary;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats.Zeek;

/// <summary>One row of a Zeek log while it is written: fields in order, tabs between them.</summary>
internal ref struct ZeekRow(Span<byte> destination)
{
    /// <summary>Most bytes of a row without values.</summary>
    public const int FixedBytes = 1024;

    private AsciiCursor _text = new(destination);

    /// <summary>Bytes written.</summary>
    public readonly int Length => _text.Length;

    /// <summary>What has been written.</summary>
    public readonly ReadOnlySpan<byte> Written => _text.Written;

    /// <summary>A field that is not set.</summary>
    public void Unset()
    {
        Separate();
        _text.Byte((byte)'-');
    }

    /// <summary>Several fields that are not set.</summary>
    public void Unset(int count)
    {
        for (int i = 0; i < count; i++) Unset();
    }

    /// <summary>A time or interval: seconds with six digits, rounded.</summary>
    public void Seconds(long nanoseconds)
    {
        Separate();
        long micro = nanoseconds / 1000 + (nanoseconds % 1000 >= 500 ? 1 : nanoseconds % 1000 < -500 ? -1 : 0);
        if (micro < 0) _text.Byte((byte)'-');
        _text.Number(Math.Abs(micro / 1_000_000));
        _text.Byte((byte)'.');
        _text.Six((uint)Math.Abs(micro % 1_000_000));
    }

    /// <summary>A string, escaped.</summary>
    public void String(scoped ReadOnlySpan<byte> text)
    {
        Separate();
        ZeekText.Write(ref _text, text);
    }

    /// <summary>Text that needs no escaping.</summary>
    public void Plain(scoped ReadOnlySpan<byte> text)
    {
        Separate();
        _text.Text(text);
    }

    /// <summary>A name of ASCII letters.</summary>
    public void Name(string name)
    {
        Separate();
        _text.Advance(System.Text.Encoding.ASCII.GetBytes(name, _text.Rest));
    }

    /// <summary>A count.</summary>
    public void Count(long value)
    {
        Separate();
        _text.Number(value);
    }

    /// <summary>A count, not set when it is negative.</summary>
    public void OptionalCount(int value)
    {
        if (value < 0) Unset();
        else Count(value);
    }

    /// <summary>A truth value.</summary>
    public void Bool(bool value)
    {
        Separate();
        _text.Byte(value ? (byte)'T' : (byte)'F');
    }

    /// <summary>An address.</summary>
    public void Address(IpAddress address)
    {
        Separate();
        _text.Advance(address.Format(_text.Rest));
    }

    /// <summary>The connection: uid, and the four columns of <c>id</c>.</summary>
    public void Connection(int flow, in FlowIdentity identity)
    {
        Separate();
        ZeekIdentifiers.WriteUid(ref _text, flow, in identity);
        Address(identity.Originator);
        Count(identity.OriginatorPort);
        Address(identity.Responder);
        Count(identity.ResponderPort);
    }

    /// <summary>The connection as ICSNPP tells the direction: is_orig, source and destination.</summary>
    public void Direction(in FlowIdentity identity, bool fromResponder)
    {
        Bool(!fromResponder);
        Address(fromResponder ? identity.Responder : identity.Originator);
        Count(fromResponder ? identity.ResponderPort : identity.OriginatorPort);
        Address(fromResponder ? identity.Originator : identity.Responder);
        Count(fromResponder ? identity.OriginatorPort : identity.ResponderPort);
    }

    /// <summary>The identifier that joins rows of different logs; not set for 0.</summary>
    public void Link(ulong link)
    {
        Separate();
        if (link == 0) _text.Byte((byte)'-');
        else ZeekIdentifiers.WriteLink(ref _text, link);
    }

    /// <summary>A function's name: Zeek's, or <c>unknown-N</c>.</summary>
    public void Function(int code, bool exception)
    {
        Separate();
        ZeekModbusNames.WriteFunction(ref _text, code, exception);
    }

    /// <summary>An exception's name: Zeek's, or <c>unknown-N</c>.</summary>
    public void Exception(byte code)
    {
        Separate();
        Known(ZeekModbusNames.Exception(code), code);
    }

    /// <summary>The name of a diagnostics sub-function, or <c>unknown-N</c>; not set when it is negative.</summary>
    public void Diagnostic(int subfunction)
    {
        Separate();
        if (subfunction < 0) _text.Byte((byte)'-');
        else Known(ZeekModbusNames.Diagnostic(subfunction), subfunction);
    }

    /// <summary>
    /// The kind of an encapsulated interface (MEI type) as ICSNPP words it: that of the request, of the response, or
    /// both where they differ. Negative for a side that is not there.
    /// </summary>
    public void Interface(int asked, int told)
    {
        Separate();
        int start = _text.Length;
        if (asked >= 0) Interface(asked, "invalid encapsulated interface transport mei-(0x"u8);
        if (told < 0) return;
        bool known = ZeekModbusNames.Interface(told).Length != 0;
        if (asked == told && known) return;
        if (_text.Length > start) _text.Text(" and "u8);
        Interface(told, "unknown encapsulated interface transport mei-(ox"u8);
    }

    /// <summary>A count as <c>0x0e</c>.</summary>
    public void HexCount(byte value)
    {
        Separate();
        _text.Text("0x"u8);
        _text.Hex([value]);
    }

    /// <summary>A vector of coils, as 0 and 1.</summary>
    public void Bits(ReadOnlySpan<byte> payload, int first, int count)
    {
        Separate();
        if (count <= 0)
        {
            _text.Text("(empty)"u8);
            return;
        }

        for (int bit = first; bit < first + count; bit++)
        {
            _text.Byte((byte)('0' + (payload[bit >> 3] >> (bit & 7) & 1)));
            _text.Byte((byte)',');
        }

        _text.Rewind(_text.Length - 1);
    }

    /// <summary>A vector of registers.</summary>
    public void Registers(ReadOnlySpan<byte> payload)
    {
        Separate();
        if (payload.Length < 2)
        {
            _text.Text("(empty)"u8);
            return;
        }

        for (; payload.Length >= 2; payload = payload[2..])
        {
            _text.Number((uint)BinaryPrimitives.ReadUInt16BigEndian(payload));
            _text.Byte((byte)',');
        }

        _text.Rewind(_text.Length - 1);
    }

    /// <summary>Ends the row.</summary>
    public void End() => _text.Byte((byte)'\n');

    /// <summary>The groups of a file access, as Zeek prints its records.</summary>
    public void FileRecords(FileRecordLayout layout, ReadOnlySpan<byte> payload)
    {
        Separate();
        int start = _text.Length;
        var records = new FileRecords(layout, payload);
        while (records.Next())
        {
            if (_text.Length > start) _text.Text(" | "u8);
            if (layout == FileRecordLayout.ReadResponse)
            {
                Named("[file_len="u8, records.Length);
                Named(", ref_type="u8, records.ReferenceType);
            }
            else
            {
                Named("[ref_type="u8, records.ReferenceType);
                Named(", file_num="u8, records.File);
                Named(", record_num="u8, records.Record);
                Named(", record_len="u8, records.Length);
            }

            _text.Text(", record_data="u8);
            if (!records.Data.IsEmpty) ZeekText.Write(ref _text, records.Data);
            _text.Byte((byte)']');
        }

        if (_text.Length == start) _text.Byte((byte)'-');
    }

    private void Interface(int type, ReadOnlySpan<byte> otherwise)
    {
        var name = ZeekModbusNames.Interface(type);
        _text.Text(name);
        if (!name.IsEmpty) return;
        _text.Text(otherwise);
        _text.Hex([(byte)type]);
        _text.Byte((byte)')');
    }

    private void Known(ReadOnlySpan<byte> name, int code)
    {
        _text.Text(name);
        if (!name.IsEmpty) return;
        _text.Text("unknown-"u8);
        _text.Number((uint)code);
    }

    private void Named(ReadOnlySpan<byte> name, int value)
    {
        _text.Text(name);
        _text.Number((uint)value);
    }

    private void Separate()
    {
        if (_text.Length != 0) _text.Byte((byte)'\t');
    }
}
