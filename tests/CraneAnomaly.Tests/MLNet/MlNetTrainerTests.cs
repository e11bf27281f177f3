using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Subspace;
using CraneAnomaly.Features;
using CraneAnomaly.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CraneAnomaly.Tests.MLNet;

public class MlNetTrainerTests
{
    [Theory]
    [InlineData(2, 600)]
    [InlineData(5, 50)]
    [InlineData(12, 1500)]
    [InlineData(32, 400)]
    public void Train_RandomRows_KernelGivesTheScoresOfTheSavedModel(int columns, int rows)
    {
        var set = CraneRows.Make(rows, columns);
        var model = new MlNetTrainer().Train(set);
        Assert.True(model.IsTrained);
        KernelCheck.Verify(model);

        var kernel = SubspaceKernel.FromBytes(model.Kernel.Span);
        var saved = new RowMapperScorer(Load(model), columns);
        ulong state = 99;
        for (int i = 0; i < 500; i++)
        {
            float[] row = set.Row(i % rows).ToArray();
            row[i % columns] += 200 * CraneRows.Next(ref state);
            double expected = saved.Score(row);
            double actual = kernel.RelativeScore(row);
            Assert.True(Math.Abs(actual - expected) <= Math.Max(1e-3 * expected, 2e-3),
                $"row {i}: {actual} against {expected}");
        }
    }

    [Fact]
    public void Train_Twice_GivesTheSameBytes()
    {
        var first = new MlNetTrainer(3).Train(CraneRows.Make(700, 8));
        var second = new MlNetTrainer(3).Train(CraneRows.Make(700, 8));
        Assert.True(first.Kernel.Span.SequenceEqual(second.Kernel.Span), "kernel");
        Assert.True(first.Probe.Span.SequenceEqual(second.Probe.Span), "probe");
        Assert.True(first.ModelZip.Span.SequenceEqual(second.ModelZip.Span), "model");
        Assert.Equal(first.TrainingHash, second.TrainingHash);
    }

    [Fact]
    public void Train_HiddenCauses_RankIsTheirNumber()
    {
        var model = new MlNetTrainer().Train(CraneRows.Make(2000, 12, causes: 3, noise: 0.02f));
        var kernel = SubspaceKernel.FromBytes(model.Kernel.Span);
        Assert.InRange(kernel.Rank, 2, 3);
        // Explains nine tenths, and the variances are those of standardised features.
        double explained = 0;
        foreach (double value in kernel.Eigenvalues) explained += value;
        Assert.InRange(explained, 0.9 * 12, 12.1);
    }

    [Fact]
    public void Train_FewerRowsThanFifty_SaysWhy()
    {
        var model = new MlNetTrainer().Train(CraneRows.Make(49, 4));
        Assert.False(model.IsTrained);
        Assert.Equal("49 rows are not enough, 50 are needed", model.WhyUntrained);
        Assert.True(model.Kernel.IsEmpty);
    }

    [Fact]
    public void Train_NothingChanges_SaysWhy()
    {
        var set = new TrainingSet("window", ["a", "b"], Enumerable.Repeat(5f, 200).ToArray());
        Assert.Equal("no column changes", new MlNetTrainer().Train(set).WhyUntrained);
    }

    [Fact]
    public void Train_OneColumn_SaysWhy() =>
        Assert.False(new MlNetTrainer().Train(CraneRows.Make(100, 1)).IsTrained);

    [Fact]
    public void Train_RowsOfALowerRankThanColumns_IsStillChecked()
    {
        // Eight columns, all the same signal: seven components have no variance at all.
        var rows = new float[100 * 8];
        for (int i = 0; i < rows.Length; i++) rows[i] = i / 8;
        var set = new TrainingSet("window", [.. "abcdefgh".Select(c => c.ToString())], rows);
        var model = new MlNetTrainer().Train(set);
        KernelCheck.Verify(model);
        Assert.Equal(1, SubspaceKernel.FromBytes(model.Kernel.Span).Rank);
    }

    [Fact]
    public void Train_ConstantColumn_AChangeInItIsFarBeyondTheLimit()
    {
        var set = CraneRows.Make(500, 6, constant: 2);
        var model = new MlNetTrainer().Train(set);
        KernelCheck.Verify(model);
        var kernel = SubspaceKernel.FromBytes(model.Kernel.Span);
        float[] row = set.Row(10).ToArray();
        Assert.InRange(kernel.Score(row).SpeExceedance, 0, 3);
        row[2] += 1;
        Assert.True(kernel.Score(row).SpeExceedance > 1000);
    }

    [Fact]
    public void Train_ManyRows_IsReadyInSeconds()
    {
        var model = new MlNetTrainer().Train(CraneRows.Make(30_000, 16));
        KernelCheck.Verify(model);
        Assert.Equal(30_000, model.TrainingRows);
    }

    [Theory]
    [InlineData("duplicates")]
    [InlineData("binary")]
    [InlineData("outlier")]
    [InlineData("huge")]
    [InlineData("tiny")]
    [InlineData("one-hot")]
    [InlineData("large offset")]
    public void Train_AwkwardRows_GivesACheckedModelOrSaysWhy(string kind)
    {
        const int D = 6, Rows = 200;
        ulong state = 5;
        var rows = new float[Rows * D];
        for (int i = 0; i < rows.Length; i++)
        {
            float noise = CraneRows.Next(ref state);
            rows[i] = kind switch
            {
                "duplicates" => i % D < 3 ? noise : rows[i - 3],
                "binary" => noise > 0.8f ? 1 : 0,
                "outlier" => i == 30 ? 1e6f : noise,
                "huge" => noise * 3e38f,
                "tiny" => noise * 1e-38f,
                "one-hot" => i / D % D == i % D ? 1 : 0,
                _ => 1e7f + (1000 * noise),
            };
        }

        var model = new MlNetTrainer().Train(new TrainingSet("window", [.. "abcdef".Select(c => c.ToString())], rows));
        string expected = kind switch { "huge" => "no stable components", "tiny" => "no column changes", _ => "" };
        Assert.Contains(expected, model.WhyUntrained);
        Assert.Equal(expected.Length == 0, model.IsTrained);
        if (model.IsTrained) KernelCheck.Verify(model);
    }

    [Fact]
    public void Spectrum_RowsAlongKnownAxes_GivesTheirVariances()
    {
        // (3,4)/5 with variance 9 and (-4,3)/5 with variance 4, about (10, 20).
        float[] rows = [10 + 1.8f, 20 + 2.4f, 10 - 1.8f, 20 - 2.4f, 10 - 1.6f, 20 + 1.2f, 10 + 1.6f, 20 - 1.2f];
        double[] spectrum = Spectrum.Of(rows, 2, 1);
        Assert.Equal(9 / 2.0, spectrum[0], 5);
        Assert.Equal(4 / 2.0, spectrum[1], 5);
    }

    private static ITransformer Load(TrainedModel model) =>
        new MLContext(1).Model.Load(new MemoryStream(model.ModelZip.ToArray()), out _);

    [Fact]
    public void Train_FromCollectorThroughBaselineToDetector_FindsWhatBreaksThePattern()
    {
        var (first, second) = (LearnedFile(), LearnedFile());
        Assert.True(first.AsSpan().SequenceEqual(second), "learning twice gives two files");

        var baseline = Baseline.Load(new MemoryStream(first));
        var detector = new SubspaceDetector(baseline.Model("window")!);
        var usual = CraneRows.Make(400, 6);
        int beyond = 0;
        for (int i = 0; i < usual.Count; i++)
        {
            var row = new Observation { Values = Wide(usual.Row(i)) };
            Assert.True(detector.IsReady(row));
            if (detector.Score(row) > 1) beyond++;
        }

        // Each of two limits is passed by one row in a hundred.
        Assert.InRange(beyond, 1, 16);
        double[] broken = Wide(usual.Row(5));
        broken[2] -= 60;
        Assert.True(detector.Score(new Observation { Values = broken }) > 3);
        var (spe, t2) = (new double[6], new double[6]);
        detector.Kernel.Contributions(broken, spe, t2);
        Assert.Equal(2, Array.IndexOf(spe, spe.Max()));
    }

    private static byte[] LearnedFile()
    {
        var rows = CraneRows.Make(2000, 6);
        var collector = new TrainingSetCollector("window", rows.Columns, capacity: 1000);
        for (int i = 0; i < rows.Count; i++) collector.Add(rows.Row(i));
        Func<TrainingSet, TrainedModel> train = new MlNetTrainer().Train;
        var stream = new MemoryStream();
        Baseline.Create(new(), "state"u8.ToArray(), [train(collector.ToSet())]).Save(stream);
        return stream.ToArray();
    }

    private static double[] Wide(ReadOnlySpan<float> row) => [.. row.ToArray().Select(v => (double)v)];

    [Fact]
    public void RowMapperScorer_AgainstPredictionEngine_IsEqualAndAllocatesNothing()
    {
        var set = CraneRows.Make(300, 6);
        var loaded = Load(new MlNetTrainer().Train(set));
        var engine = new MLContext(1).Model.CreatePredictionEngine<Input, Output>(
            loaded, inputSchemaDefinition: Input.Definition(6));
        var scorer = new RowMapperScorer(loaded, 6);
        for (int i = 0; i < set.Count; i++)
            Assert.Equal(engine.Predict(new Input { Features = set.Row(i).ToArray() }).Score, scorer.Score(set.Row(i)));

        float sum = 0;
        for (int i = 0; i < 2000; i++) sum += scorer.Score(set.Row(i % set.Count));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 2000; i++) sum += scorer.Score(set.Row(i % set.Count));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }

    [Fact]
    public void RowMapperScorer_NoSuchScore_IsRefused()
    {
        var loaded = Load(new MlNetTrainer().Train(CraneRows.Make(60, 3)));
        Assert.Throws<ArgumentException>(() => new RowMapperScorer(loaded, 3, scoreColumn: "Price"));
    }

    private sealed class Input
    {
        public float[] Features { get; set; } = [];

        public static SchemaDefinition Definition(int d)
        {
            var definition = SchemaDefinition.Create(typeof(Input));
            definition[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, d);
            return definition;
        }
    }

    private sealed class Output
    {
        public float Score { get; set; }
    }
}
