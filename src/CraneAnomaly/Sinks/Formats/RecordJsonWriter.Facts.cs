using System.Text;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Cargo;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Sinks.Formats;

// The facts of sessions, and what readable traffic says about cargo.
public sealed partial class RecordJsonWriter
{
    // The longest name with comma, quotes and colon, and the longest number.
    private const int FactBytes = 64;

    private static readonly byte[][] FactLabels =
        [.. Enumerable.Range(0, FactNames.Count).Select(i => Encoding.ASCII.GetBytes($",\"{((Fact)i).Name()}\":"))];

    private static void WriteFacts(ref AsciiCursor line, ReadOnlySpan<byte> payload)
    {
        // A name may stand once in an object, whatever a payload has.
        Span<bool> told = stackalloc bool[byte.MaxValue + 1];
        told.Clear();
        var facts = new FactReader(payload);
        while (facts.Read())
        {
            if (facts.Fact == Fact.None || (int)facts.Fact >= FactLabels.Length || told[(int)facts.Fact]) continue;
            told[(int)facts.Fact] = true;
            line.Text(FactLabels[(int)facts.Fact]);
            switch (facts.Fact.Type())
            {
                case FactType.Number:
                    line.Number(facts.Number);
                    break;
                case FactType.Flag:
                    line.Text(facts.Number != 0 ? "true"u8 : "false"u8);
                    break;
                default:
                    line.Byte((byte)'"');
                    JsonText.Write(ref line, facts.Value);
                    line.Byte((byte)'"');
                    break;
            }
        }
    }

    private static void WriteContent(ref AsciiCursor line, in ContentBody content, ReadOnlySpan<byte> numbers)
    {
        if (content.Manifest != ManifestKind.None)
        {
            line.Text(",\"manifest\":\""u8);
            JsonText.Write(ref line, content.Manifest.Text());
            line.Byte((byte)'"');
        }

        line.Text(",\"container_count\":"u8);
        line.Number((uint)content.Count);
        if (content.IsBase64) line.Text(",\"encoding\":\"base64\""u8);
        if (numbers.IsEmpty) return;
        line.Text(",\"container_ids\":["u8);
        for (; numbers.Length >= ContainerNumbers.Length; numbers = numbers[ContainerNumbers.Length..])
        {
            line.Byte((byte)'"');
            line.Text(numbers[..ContainerNumbers.Length]);
            line.Text(numbers.Length > ContainerNumbers.Length ? "\","u8 : "\""u8);
        }

        line.Byte((byte)']');
    }

    private static int FactsBound(in OtRecord record, in RecordBody body)
    {
        if (record.Kind != RecordKind.Session && !record.Protocol.HasFacts()) return 0;
        int bound = 0;
        var facts = new FactReader(body.Payload);
        while (facts.Read()) bound += FactBytes + (facts.Value.Length * JsonText.MaxExpansion);
        return bound;
    }
}
