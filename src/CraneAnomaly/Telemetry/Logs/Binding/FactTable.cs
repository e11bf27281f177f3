using CraneAnomaly.Records;
using CraneAnomaly.Records.Facts;
using CraneAnomaly.Telemetry.Logs.Text;

namespace CraneAnomaly.Telemetry.Logs.Binding;

/// <summary>Which fields of a log are which facts.</summary>
internal sealed class FactTable
{
    private readonly (int Field, Fact Fact)[] _facts;

    /// <summary>A table; the first of several fields for one fact counts.</summary>
    public FactTable(LogFields fields, params ReadOnlySpan<(string Field, Fact Fact)> facts)
    {
        _facts = new (int, Fact)[facts.Length];
        for (int i = 0; i < facts.Length; i++) _facts[i] = (fields.Of(facts[i].Field), facts[i].Fact);
    }

    /// <summary>Adds what a row says.</summary>
    public Violation Tell(LogRow row, FactWriter facts)
    {
        foreach (var (field, fact) in _facts)
        {
            var text = row[field];
            if (text.IsEmpty || FactReader.TryFind(facts.Payload, fact, out _)) continue;
            switch (fact.Type())
            {
                case FactType.Number:
                    if (!LogValues.TryNumber(text, out long number)) return Violation.UnreadableValue;
                    if (number != 0 || !IsUnknownWhenNone(fact)) facts.Add(fact, number);
                    break;
                case FactType.Flag:
                    if (!LogValues.TryFlag(text, out bool flag)) return Violation.UnreadableValue;
                    facts.Add(fact, flag);
                    break;
                default:
                    facts.Add(fact, text);
                    break;
            }
        }

        return Violation.None;
    }

    // Zeek counts from none, and writes that for what it did not see.
    private static bool IsUnknownWhenNone(Fact fact) => fact is Fact.CertificateCount or Fact.AuthenticationAttempts or Fact.ContentLength;
}
