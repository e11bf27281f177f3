using System.Text;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;

namespace CraneAnomaly.Tests.Protocols.Sessions;

/// <summary>Facts as text for comparison.</summary>
internal static class FactText
{
    /// <summary>All facts of a record, by name; text as Latin-1, so that no byte is lost.</summary>
    public static Dictionary<string, string> Of(ReadOnlySpan<byte> payload)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new FactReader(payload);
        while (reader.Read())
        {
            string value = reader.Fact.Type() switch
            {
                FactType.Number => reader.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
                FactType.Flag => reader.Number != 0 ? "T" : "F",
                _ => Encoding.Latin1.GetString(reader.Value),
            };
            facts.Add(reader.Fact.Name(), value);
        }

        return facts;
    }

    /// <summary>Takes records that have facts, as <c>kind fact=value ...</c>.</summary>
    public readonly struct Sink(List<string> lines) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
            Assert.Equal(body.Payload.Length, record.PayloadLength);
            Assert.True(body.Head.IsEmpty);
            lines.Add(string.Join(' ', [record.Kind.Name(), .. Of(body.Payload).Select(fact => $"{fact.Key}={fact.Value}")]));
        }
    }
}
