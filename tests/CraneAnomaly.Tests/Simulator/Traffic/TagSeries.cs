using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Tests.Simulator.Traffic;

/// <summary>Measured values by crane and signal, in the order in which they were read.</summary>
internal sealed class TagSeries
{
    private readonly Dictionary<(string Crane, string Signal), List<(long Ns, double Value)>> _values = [];

    public List<(long Ns, double Value)> Of(string crane, string signal) => _values.GetValueOrDefault((crane, signal), []);

    /// <summary>Reads inputs by the product's own pipeline.</summary>
    public static async Task<TagSeries> ReadAsync(string path, IReadOnlyList<Tag>? tags, CancellationToken token)
    {
        var series = new TagSeries();
        var names = new Names();
        var pipeline = new RecordPipeline<Sink>(new(series, names), tags: tags);
        names.Symbols = pipeline.Symbols;
        await pipeline.RunAsync(new CaptureInputs { Paths = [path] }, token);
        pipeline.Complete();
        return series;
    }

    private sealed class Names
    {
        public SymbolTable Symbols { get; set; } = new();
    }

    private readonly struct Sink(TagSeries series, Names names) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
            if (record.Kind != RecordKind.Measurement) return;
            string crane = names.Symbols.Name(record.Crane);
            foreach (ref readonly var value in body.Signals)
            {
                var key = (crane, SignalCatalog.Name(value.Signal, names.Symbols));
                if (!series._values.TryGetValue(key, out var values)) series._values[key] = values = [];
                values.Add((record.TimestampNs, value.Number));
            }
        }
    }
}
