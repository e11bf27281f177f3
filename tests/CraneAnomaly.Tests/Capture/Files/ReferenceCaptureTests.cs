using System.Globalization;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Capture.Files;

public class ReferenceCaptureTests
{
    [Fact]
    public async Task Read_EveryReferenceCapture_GivesThePacketsOfTheManifest()
    {
        var wrong = new List<string>();
        int files = 0;
        foreach (string line in File.ReadLines(Shared.Capture("MANIFEST.tsv")).Skip(1))
        {
            string[] columns = line.Split('\t');
            var count = new Count();
            using var input = new CaptureInput<CountingSink>(
                Shared.Capture(columns[0]), InputFormat.Auto, new CountingSink(count), Limits.Default);
            CaptureResult result = await input.RunAsync(TestContext.Current.CancellationToken);
            files++;
            long expected = long.Parse(columns[1], CultureInfo.InvariantCulture);
            if (count.Packets != expected || result.Packets != expected || result.End != CaptureEnd.Complete)
                wrong.Add($"{columns[0]}: {count.Packets} of {expected}, {result}");
        }

        Assert.Empty(wrong);
        Assert.Equal(655, files);
    }
}
