using System.Buffers.Binary;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols;

/// <summary>Renders records as lines for comparison: what a PDU says, and nothing of when and where.</summary>
internal readonly struct TextSink(SymbolTable symbols, List<string> lines) : IRecordSink
{
    public void OnRecord(in OtRecord record, RecordBody body)
    {
        Assert.Equal(body.Head.Length, record.HeadLength);
        Assert.Equal(body.Payload.Length, record.PayloadLength);
        var parts = new List<string> { record.Kind.Name() };
        if (record.Kind.IsPdu())
        {
            parts.Add(symbols.Name(record.FunctionSymbol));
            parts.Add($"code={record.FunctionCode} tid={record.Transaction} unit={record.Unit}");
            if (body.Is<RegisterAccess>()) AddAccess(parts, in body.Registers, body.Payload);
        }
        else if (body.Is<GapBody>())
        {
            parts.Add($"bytes={body.Gap.Bytes} offset={body.Gap.Offset} count={body.Gap.Count}");
        }

        if ((record.Flags & RecordFlags.HasLatency) != 0) parts.Add($"latency={record.LatencyMicroseconds}");
        if (record.Flags != 0) parts.Add($"[{record.Flags & ~RecordFlags.HasLatency}]");
        if (record.Violation != Violation.None) parts.Add(record.Violation.Name());
        lines.Add(string.Join(' ', parts));
    }

    private void AddAccess(List<string> parts, in RegisterAccess access, ReadOnlySpan<byte> payload)
    {
        Add(parts, "address", access.Address);
        Add(parts, "quantity", access.Quantity);
        Add(parts, "write_address", access.WriteAddress);
        Add(parts, "write_quantity", access.WriteQuantity);
        Add(parts, "and", access.AndMask);
        Add(parts, "or", access.OrMask);
        Add(parts, "subfunction", access.Subfunction);
        if (access.SubfunctionSymbol != 0) parts.Add(symbols.Name(access.SubfunctionSymbol));
        if (access.ExceptionCode != 0) parts.Add($"exception={access.ExceptionCode}");
        if (access.RequestFrame != 0) parts.Add($"request_frame={access.RequestFrame}");
        if (access.Table != RegisterTable.None) parts.Add(access.Table.ToString());
        if (access.Values == ValueKind.None) return;
        var values = new List<string>();
        for (int i = 0; access.Values is ValueKind.Bits or ValueKind.Registers && i < access.ValueCount; i++)
        {
            values.Add(access.Values == ValueKind.Bits
                ? (payload[i / 8] >> i % 8 & 1).ToString()
                : BinaryPrimitives.ReadUInt16BigEndian(payload[(2 * i)..]).ToString());
        }

        if (values.Count == 0) values.Add(access.ValueCount + ":" + Convert.ToHexString(payload));
        parts.Add($"{access.Values}={string.Join(',', values)}");
    }

    private static void Add(List<string> parts, string name, int value)
    {
        if (value != RegisterAccess.Absent) parts.Add($"{name}={value}");
    }
}
