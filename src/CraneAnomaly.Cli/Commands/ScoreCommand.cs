using System.CommandLine;
using System.Globalization;
using CraneAnomaly.Cli.Scoring;
using CraneAnomaly.Detectors.Series;
using CraneAnomaly.Telemetry.Series;

namespace CraneAnomaly.Cli.Commands;

/// <summary><c>score</c>: how unusual each row of any table of numbers is.</summary>
internal static class ScoreCommand
{
    private const int MostColumns = 256;

    public static Command Create()
    {
        var input = new Argument<string>("CSV")
        {
            Description = "A table with a header (comma, semicolon or tab), or gzip of it; - for standard input.",
        };
        var time = new Option<string>("--time") { Description = "The column that holds the time.", Required = true };
        var columns = new Option<string>("--columns")
        {
            Description = "The columns that hold the numbers, with commas between.",
            Required = true,
        };
        var rows = new Option<int?>("--train-rows")
        {
            Description = "Learn from so many rows first, which get no score; by default 250 for one column, 400 for several.",
        };
        var train = new Option<string?>("--train") { Description = "Learn from this table instead; every row of CSV gets a score." };
        var format = new Option<string?>("--time-format")
        {
            Description = "The .NET format of the time, such as 'dd/MM/yy HH'. Without it RFC 3339, seconds since 1970 "
                + "and other usual ones are known.",
        };
        var output = CommonOptions.Out("The file to write to, instead of standard output.");

        // Taken as by every command; scores draw nothing.
        var seed = CommonOptions.Seed();
        var command = new Command("score", "Scores the rows of any table of numbers: timestamp,score,p_value,alert.")
        {
            input, time, columns, rows, train, format, output, seed,
        };
        command.Validators.Add(result =>
        {
            string[] names = Names(result.GetValue(columns) ?? "");
            if (names.Length == 0 || names.Contains("") || names.Distinct().Count() != names.Length || names.Length > MostColumns)
                result.AddError($"--columns takes 1 to {MostColumns} different column names with commas between.");
            if (result.GetResult(rows) is { Implicit: false } && result.GetResult(train) is { Implicit: false })
                result.AddError("--train-rows and --train do not go together: learn from one or the other.");
            if (result.GetResult(rows) is { Implicit: false, Errors: var errors } && !errors.Any() && result.GetValue(rows) is < 1)
                result.AddError("--train-rows takes a number of rows from 1.");
            if (result.GetValue(format) is { } text && !IsFormat(text))
                result.AddError($"--time-format {text}: is no .NET date and time format, such as 'yyyy-MM-dd HH:mm:ss'.");
        });
        command.SetAction((parsed, cancellation) =>
        {
            var wanted = new SeriesColumns(
                parsed.GetRequiredValue(time), Names(parsed.GetRequiredValue(columns)), parsed.GetValue(format));
            return RunAsync(
                parsed.GetRequiredValue(input), wanted, parsed.GetValue(rows), parsed.GetValue(train),
                parsed.GetValue(output), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        string input, SeriesColumns columns, int? rows, string? train, string? output, CancellationToken cancellation)
    {
        var options = new SeriesOptions();
        if (train is not null) options = options with { WarmUpRows = int.MaxValue };
        else if (rows is { } given) options = options with { WarmUpRows = given };
        var scorer = new SeriesScorer(columns.Values.Count, options);
        int code = ExitCode.Done;
        foreach (string path in train is null ? (string[])[input] : [train, input])
        {
            if (path != "-" && !Path.Exists(path)) throw new UnusableException($"{path}: there is no such file.");
        }

        if (train is not null)
        {
            var learned = await SeriesTable.ReadAsync(train, columns, new TrainingSink(scorer), cancellation);
            code = Report(train, learned);
            if (learned.End is not (SeriesEnd.Complete or SeriesEnd.Damaged)) return code;
            scorer.EndWarmUp();
            if (!scorer.IsReady) throw new UnusableException(TooFew(train, columns));
        }

        string[] inputs = train is null ? [input] : [input, train];
        if (output is not null and not "-") Output.CheckNotInput(output, inputs);
        using var writer = new ScoreWriter(scorer, () => Output.Open(output, inputs));
        var result = await SeriesTable.ReadAsync(input, columns, writer, cancellation);
        writer.Flush();
        code = Math.Max(code, Report(input, result));
        if (code == ExitCode.Done && scorer is { IsReady: false, IsWarmingUp: false })
        {
            Console.Error.WriteLine(TooFew(input, columns));
            return ExitCode.Unusable;
        }

        if (code == ExitCode.Done && scorer.IsWarmingUp)
            Console.Error.WriteLine($"{input}: all {result.Rows} rows were learned from and none has a score; lower --train-rows, or name a table with --train.");
        return code;
    }

    private static string TooFew(string path, SeriesColumns columns) => columns.Values.Count == 1
        ? $"{path}: too few of the first rows hold a number to learn from (24 are needed); raise --train-rows or name another --train."
        : $"{path}: too few of the first rows hold a number in every column to learn from (100 are needed); raise --train-rows or name another --train.";

    private static int Report(string path, SeriesResult result)
    {
        if (path == "-") path = "standard input";
        if (result.BadCells > 0 && result.End is (SeriesEnd.Complete or SeriesEnd.Damaged))
            Console.Error.WriteLine($"{path}: {result.BadCells} cells hold no number; their rows have p_value 1.");
        if (result.End == SeriesEnd.Complete) return ExitCode.Done;
        string where = result.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {result.Line}: ") : "";
        Console.Error.WriteLine($"{path}: {where}{result.Message.TrimEnd('.')}.");
        return result.End == SeriesEnd.MissingColumn ? ExitCode.Usage : ExitCode.Unusable;
    }

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.TrimEntries);

    private static bool IsFormat(string format)
    {
        try
        {
            string text = DateTimeOffset.UnixEpoch.ToString(format, CultureInfo.InvariantCulture);
            return DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
