using System.CommandLine;
using System.Globalization;
using CraneAnomaly.Capture.Slices;
using CraneAnomaly.Cli.Evidence;

namespace CraneAnomaly.Cli.Commands;

/// <summary><c>evidence</c>: the files of one alert, which open in Wireshark and a spreadsheet.</summary>
internal static class EvidenceCommand
{
    /// <summary>Frames copied before and behind each that is cited.</summary>
    private const int Around = 20;

    /// <summary>How far the rows of telemetry go before and behind the alert.</summary>
    private const long WindowNs = 60_000_000_000;

    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The id of the alert, or the beginning of it." };
        var inputs = new InputSet();
        var baseline = CommonOptions.Baseline("What was normal when the alert was found.");
        var output = new Option<string>("--out") { Description = "The ZIP file to write.", Required = true };
        var alerts = new Option<string?>("--alerts") { Description = "The log of alerts that detect wrote (ndjson): its chain is checked, and the alert is looked for in it." };
        var unmask = new Option<bool>("--unmask") { Description = "Leave container numbers and names of operators as they are." };
        var site = CommonOptions.Site();
        var seed = CommonOptions.Seed();
        var command = new Command("evidence", "Finds an alert again in the inputs it came from, and writes what shows it into a ZIP file.")
        {
            id, output, baseline, alerts, unmask, site, seed,
        };
        inputs.AddTo(command);
        inputs.AddRulesTo(command);
        inputs.AddNamesTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var options = inputs.Judging(parsed, site, seed);
            return RunAsync(
                parsed, inputs, parsed.GetRequiredValue(id), options, parsed.GetValue(baseline),
                (parsed.GetRequiredValue(output), parsed.GetValue(alerts), new IdentityMask(!parsed.GetValue(unmask))), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, InputSet inputs, string wanted, DetectionOptions options, string? baselinePath,
        (string Out, string? Log, IdentityMask Mask) files, CancellationToken cancellation)
    {
        var named = inputs.Read(parsed);
        if (named.Paths.FirstOrDefault(path => !CaptureInputs.CanBeReadAgain(path)) is { } stream)
            throw new UnusableException($"{stream}: evidence is read more than once; name files.");
        Output.CheckNotInput(files.Out, named.Paths);
        var baseline = DetectCommand.LoadBaseline(baselinePath);
        var found = new FoundAlert(wanted, named.Paths, input => input < named.Paths.Count ? InputSet.HashOf(named.Paths[input]) : null);
        await using var pipeline = DetectionPipeline.Create(baseline, options, found);
        found.Symbols = pipeline.Symbols;
        var results = await pipeline.RunAsync(named, cancellation);
        pipeline.Complete();
        int code = inputs.Report(parsed, named, results);
        if (found.Ids.Count == 0)
        {
            throw new UnusableException($"none of the {found.Lines} states of alerts in these inputs has an id that begins with '{wanted}'; "
                + "name the inputs, the baseline and the options that it was found with.");
        }

        if (found.Ids.Count > 1) throw new UnusableException($"{string.Join(" and ", found.Ids)} begin with '{wanted}'; name more of the id.");
        var proof = files.Log is null ? null : ChainProof.Of(files.Log, found);

        // The rows come first: they say which operators there are to be covered elsewhere.
        var last = found.States[^1].Alert;
        var rows = new TelemetryWindow(last.FirstSeenNs - WindowNs, last.LastSeenNs + WindowNs, last.Crane, files.Mask);
        var late = new LateSink<TelemetryWindow> { Writer = rows };
        var reader = new RecordPipeline<LateSink<TelemetryWindow>.Sink>(new(late), options.Limits, options.Tags);
        rows.Symbols = reader.Symbols;
        await reader.RunAsync(named, cancellation);
        reader.Complete();

        using var packets = new MemoryStream();
        var slice = new CaptureSlice(packets, files.Mask.Packet);
        foreach (var (input, comments) in found.Cited().OrderBy(c => c.Key))
        {
            var covered = comments.ToDictionary(c => c.Key, c => files.Mask.Text(c.Value));
            await slice.AddAsync(named.Paths[input], Path.GetFileName(named.Paths[input]), covered, Around, cancellation);
        }

        var archive = new MemoryStream();
        using (var zip = new EvidenceArchive(archive))
        {
            var lines = found.States.ConvertAll(state => files.Mask.Text(state.Line));
            byte[] csv = rows.ToCsv();
            zip.Add("alert.txt", files.Mask.Text(found.ToText()));
            zip.Add("alert.ndjson", [.. lines.SelectMany(line => line)]);
            foreach (var (name, text) in found.Formats) zip.Add($"alert.{name}", files.Mask.Text(text));
            if (slice.Packets > 0) zip.Add("packets.pcapng", packets.ToArray());
            zip.Add("telemetry.csv", csv);
            zip.Add("provenance.json", ProvenanceJson.Provenance(found, named.Paths, results, baseline, baselinePath, options));
            zip.Add("chain.json", ProvenanceJson.Chain(found, found.States.ConvertAll(s => !lines[found.States.IndexOf(s)].AsSpan().SequenceEqual(s.Line)), files.Log, proof));
            zip.Add("report-facts.txt", files.Mask.Text(ReportFacts.Of(found, string.Join(", ", named.Paths))));
            zip.Add("README.txt", files.Mask.Text(EvidenceText.Readme(found, files.Mask, slice.Packets, slice.Cited, rows.Rows, proof)));
        }

        await using (var file = Output.Open(files.Out, named.Paths)) await file.WriteAsync(archive.ToArray(), cancellation);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{files.Out}: {found.States.Count} states, {slice.Packets} packets ({slice.Cited} cited), {rows.Rows} rows of telemetry; "
            + $"container numbers covered in {files.Mask.Containers} places, names of operators in {files.Mask.Operators}."));
        if (proof is { Broken: not null })
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files.Log}: the chain is broken at line {proof.Lines + 1}: {proof.Broken}."));
            return ExitCode.Alerts;
        }

        if (proof is { Reproduced: false })
            Console.Error.WriteLine($"{files.Log}: the alert is not in it as it was found now: other inputs, another baseline, other options or another version wrote it.");
        return code;
    }
}
