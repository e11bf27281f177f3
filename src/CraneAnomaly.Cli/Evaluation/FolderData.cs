using CraneAnomaly.Capture.Files;
using CraneAnomaly.Cli.Evaluation.Peers;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Cli.Evaluation;

/// <summary>One folder of a data set: its inputs, what really happened in it, and what the peers look at.</summary>
internal sealed record FolderData
{
    public required string Name { get; init; }

    public required CaptureInputs Inputs { get; init; }

    public required IReadOnlyList<LabelledEvent> Events { get; init; }

    public required SortedDictionary<string, IReadOnlyList<CraneRow>> Cranes { get; init; }

    /// <summary>What registers and names mean in it.</summary>
    public required IReadOnlyList<Tag> Tags { get; init; }

    /// <summary>What the papers of its cranes say.</summary>
    public required IReadOnlyList<CraneSheet> Sheets { get; init; }

    /// <summary>Who may do what at the site.</summary>
    public required SitePolicy Policy { get; init; }

    /// <summary>The work that was permitted.</summary>
    public required IReadOnlyList<Permit> Permits { get; init; }

    /// <summary>Seconds from its first to its last record.</summary>
    public required double Seconds { get; init; }

    /// <summary>How long all its cranes together were watched; a folder of captures alone counts as one crane.</summary>
    public double CraneDays => Seconds / 86_400 * Math.Max(1, Cranes.Count);

    /// <exception cref="UnusableException">It holds nothing that can be read.</exception>
    public static async Task<FolderData> ReadAsync(string folder, CancellationToken cancellation)
    {
        var missing = new List<string>();
        var inputs = new CaptureInputs { Paths = InputExpansion.Expand([folder], missing) };
        var collector = new RowCollector();
        var tags = SiteFiles.TagsIn([folder]);
        var pipeline = new RecordPipeline<RowCollector.Sink>(new(collector), tags: tags);
        var results = await pipeline.RunAsync(inputs, cancellation);
        pipeline.Complete();
        for (int i = 0; i < results.Count; i++)
        {
            if (results[i].End != CaptureEnd.Complete)
                throw new UnusableException($"{inputs.Paths[i]}: {results[i].Reason}; an evaluation needs whole inputs.");
        }

        string labels = Path.Combine(folder, LabelFile.Name);
        return new()
        {
            Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)),
            Inputs = inputs,
            Events = File.Exists(labels) ? LabelFile.Read(labels) : [],
            Cranes = collector.ByCrane(pipeline.Symbols),
            Tags = tags,
            Sheets = SiteFiles.CranesIn([folder]),
            Policy = SiteFiles.PolicyIn([folder]),
            Permits = SiteFiles.PermitsIn([folder]),
            Seconds = collector.Span is { } span ? (span.LastNs - span.FirstNs) / 1e9 : 0,
        };
    }
}
