using System.Buffers.Binary;
using CraneAnomaly.Records;

namespace CraneAnomaly.Sinks.Formats;

// The fields of protocol data units: Modbus, and what shares its shape.
public sealed partial class RecordJsonWriter
{
    // The text of four coils, for each value of four bits, and its length.
    private const int NibbleBytes = 24;
    private static readonly byte[] NibbleText = BuildNibbles(out NibbleLengths);
    private static readonly byte[] NibbleLengths;

    private void WritePdu(ref AsciiCursor line, in OtRecord record, in RecordBody body)
    {
        if (record.Protocol == OtProtocol.Modbus)
        {
            line.Text(",\"tid\":"u8);
            line.Number(record.Transaction);
            line.Text(",\"unit\":"u8);
            line.Number((uint)record.Unit);
        }

        if (body.Is<RegisterAccess>()) WriteRegisters(ref line, in record, in body.Registers, body.Payload);
        else if (record.Protocol.HasFacts()) WriteFacts(ref line, body.Payload);
        if ((record.Flags & RecordFlags.HasLatency) != 0)
        {
            line.Text(",\"latency_us\":"u8);
            line.Number(record.LatencyMicroseconds);
        }

        if (record.Kind is RecordKind.Response or RecordKind.Exception)
        {
            line.Text((record.Flags & RecordFlags.Matched) != 0 ? ",\"matched\":true"u8 : ",\"matched\":false"u8);
        }
    }

    private void WriteRegisters(
        ref AsciiCursor line, in OtRecord record, in RegisterAccess access, ReadOnlySpan<byte> payload)
    {
        if (access.Subfunction >= 0) WriteSubfunction(ref line, in access);
        Known(ref line, ",\"address\":"u8, access.Address);
        Known(ref line, ",\"quantity\":"u8, access.Quantity);
        Known(ref line, ",\"write_address\":"u8, access.WriteAddress);
        Known(ref line, ",\"write_quantity\":"u8, access.WriteQuantity);
        Known(ref line, ",\"and_mask\":"u8, access.AndMask);
        Known(ref line, ",\"or_mask\":"u8, access.OrMask);
        switch (access.Values)
        {
            case ValueKind.Bits:
                WriteBits(ref line, payload, access.ValueCount);
                break;
            case ValueKind.Registers:
                line.Text(",\"values\":"u8);
                WriteRegisterList(ref line, payload[..Math.Min(payload.Length, access.ValueCount * 2)]);
                break;
            case ValueKind.Bytes:
                WriteBytes(ref line, ",\"data\":\""u8, payload);
                break;
            case ValueKind.Objects:
                WriteObjects(ref line, payload);
                break;
            case ValueKind.FileRecords:
                WriteFileRecords(ref line, FileRecords.LayoutOf(in record), payload);
                break;
        }

        // A vendor's error that is told in bytes has no exception code; a malformed one of 0 is told.
        if (access.ExceptionCode != 0 || (record.Kind == RecordKind.Exception && access.Values == ValueKind.None))
        {
            line.Text(",\"exception_code\":"u8);
            line.Number((uint)access.ExceptionCode);
        }
    }

    private void WriteSubfunction(ref AsciiCursor line, in RegisterAccess access)
    {
        line.Text(",\"subfunction\":"u8);
        line.Number((long)access.Subfunction);
        var name = JsonText.Clip(_symbols.Utf8(access.SubfunctionSymbol));
        if (name.IsEmpty) return;
        line.Text(",\"subfunction_name\":\""u8);
        JsonText.Write(ref line, name);
        line.Byte((byte)'"');
    }

    private static void Known(ref AsciiCursor line, ReadOnlySpan<byte> name, int value)
    {
        if (value < 0) return;
        line.Text(name);
        line.Number((uint)value);
    }

    private static void WriteBits(ref AsciiCursor line, ReadOnlySpan<byte> payload, int count)
    {
        count = Math.Min(count, payload.Length * 8);
        line.Text(",\"values\":["u8);
        int start = line.Length, bit = 0;
        for (; bit + 4 <= count; bit += 4)
        {
            int nibble = payload[bit >> 3] >> (bit & 4) & 15;
            NibbleText.AsSpan(nibble * NibbleBytes, NibbleBytes).CopyTo(line.Rest);
            line.Advance(NibbleLengths[nibble]);
        }

        for (; bit < count; bit++)
        {
            line.Text((payload[bit >> 3] >> (bit & 7) & 1) != 0 ? "true,"u8 : "false,"u8);
        }

        if (line.Length > start) line.Rewind(line.Length - 1);
        line.Byte((byte)']');
    }

    private static void WriteRegisterList(ref AsciiCursor line, ReadOnlySpan<byte> registers)
    {
        line.Byte((byte)'[');
        int start = line.Length;
        for (; registers.Length >= 2; registers = registers[2..])
        {
            line.Number((uint)BinaryPrimitives.ReadUInt16BigEndian(registers));
            line.Byte((byte)',');
        }

        if (line.Length > start) line.Rewind(line.Length - 1);
        line.Byte((byte)']');
    }

    private static void WriteBytes(ref AsciiCursor line, ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
    {
        line.Text(name);
        line.Hex(bytes[..Math.Min(bytes.Length, JsonText.MaxLength / 2)]);
        line.Byte((byte)'"');
        // Never silently shorter than it was.
        if (bytes.Length > JsonText.MaxLength / 2) Field(ref line, ",\"data_length\":"u8, bytes.Length);
    }

    private static void WriteObjects(ref AsciiCursor line, ReadOnlySpan<byte> payload)
    {
        line.Text(",\"objects\":{"u8);
        int start = line.Length;
        Span<ulong> seen = stackalloc ulong[4];
        seen.Clear();
        for (uint index = 0; payload.Length >= 2; index++)
        {
            byte id = payload[0];
            int length = Math.Min(payload[1], payload.Length - 2);
            line.Byte((byte)'"');
            var name = DeviceObjects.Name(id);
            if (name.IsEmpty)
            {
                line.Text("object_"u8);
                line.Number((uint)id);
            }
            else
            {
                line.Text(name);
            }

            // An object that comes again must not make two members of one name.
            if ((seen[id >> 6] >> (id & 63) & 1) != 0)
            {
                line.Byte((byte)'_');
                line.Number(index);
            }

            seen[id >> 6] |= 1UL << (id & 63);
            line.Text("\":\""u8);
            JsonText.Write(ref line, payload.Slice(2, length));
            line.Text("\","u8);
            payload = payload[(2 + length)..];
        }

        if (line.Length > start) line.Rewind(line.Length - 1);
        line.Byte((byte)'}');
    }

    private static void WriteFileRecords(ref AsciiCursor line, FileRecordLayout layout, ReadOnlySpan<byte> payload)
    {
        line.Text(",\"file_records\":["u8);
        int start = line.Length;
        var records = new FileRecords(layout, payload);
        while (records.Next())
        {
            line.Byte((byte)'{');
            if (layout != FileRecordLayout.ReadResponse)
            {
                line.Text("\"file\":"u8);
                line.Number((uint)records.File);
                line.Text(",\"record\":"u8);
                line.Number((uint)records.Record);
                line.Byte((byte)',');
            }

            if (layout == FileRecordLayout.ReadRequest)
            {
                line.Text("\"length\":"u8);
                line.Number((uint)records.Length);
            }
            else
            {
                line.Text("\"values\":"u8);
                WriteRegisterList(ref line, records.Data);
            }

            line.Text("},"u8);
        }

        if (line.Length > start) line.Rewind(line.Length - 1);
        line.Byte((byte)']');
        if (!records.Rest.IsEmpty) WriteBytes(ref line, ",\"data\":\""u8, records.Rest);
    }

    // Most bytes that the values and names of a record can make.
    private int ValuesBound(in OtRecord record, in RecordBody body)
    {
        if (!record.Kind.IsPdu() || !body.Is<RegisterAccess>()) return 0;
        ref readonly var access = ref body.Registers;
        int payload = body.Payload.Length;
        int names = access.SubfunctionSymbol == SymbolTable.None
            ? 0
            : JsonText.Clip(_symbols.Utf8(access.SubfunctionSymbol)).Length * JsonText.MaxExpansion;
        return names + access.Values switch
        {
            // "false," for each coil, and the slack of the last four; "65535," for each register; two digits a byte.
            ValueKind.Bits => Math.Min((int)access.ValueCount, payload * 8) * 6 + NibbleBytes,
            ValueKind.Registers => payload / 2 * 6,
            ValueKind.Bytes => payload * 2,
            // The longest name stands for an object of two bytes: "user_application_name_32767":"",
            ValueKind.Objects => payload * 17 + 32,
            // {"file":65535,"record":65535,"length":65535}, for seven bytes; {"values":[]}, for two.
            ValueKind.FileRecords => payload * 8 + 32,
            _ => 0,
        };
    }

    private static byte[] BuildNibbles(out byte[] lengths)
    {
        var text = new byte[16 * NibbleBytes];
        lengths = new byte[16];
        for (int nibble = 0; nibble < 16; nibble++)
        {
            var to = new AsciiCursor(text.AsSpan(nibble * NibbleBytes, NibbleBytes));
            for (int bit = 0; bit < 4; bit++) to.Text((nibble >> bit & 1) != 0 ? "true,"u8 : "false,"u8);
            lengths[nibble] = (byte)to.Length;
        }

        return text;
    }
}
