using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Trees;
using CraneAnomaly.MLNet;
using Microsoft.ML;

namespace CraneAnomaly.Tests.MLNet;

public class RegressionTrainerTests
{
    private static readonly string[] s_columns = ["distance m", "load t", "wind m/s", "log time"];

    // Moves of a hoist: time grows with distance and load; with a heavy load it varies twice as much.
    private static TrainingSet Moves(int count, ulong seed = 7, float noise = 0.1f)
    {
        ulong state = seed;
        var rows = new float[4 * count];
        for (int i = 0; i < count; i++)
        {
            float distance = 20 + (19 * CraneRows.Next(ref state)), load = 20 + (20 * CraneRows.Next(ref state));

            // A sum of twelve has almost the shape and exactly the variance of a normal one.
            float normal = 0;
            for (int k = 0; k < 12; k++) normal += CraneRows.Next(ref state) / 2;
            rows[4 * i] = distance;
            rows[(4 * i) + 1] = load;
            rows[(4 * i) + 2] = 5 * CraneRows.Next(ref state);
            rows[(4 * i) + 3] = Truth(distance, load) + (noise * (load > 30 ? 2 : 1) * normal);
        }

        return new("move-time", s_columns, rows, label: "log time");
    }

    private static float Truth(float distance, float load) =>
        MathF.Log(5 + (distance / 1.5f)) + (load > 25 ? 0.3f : 0);

    [Theory]
    [InlineData(200)]
    [InlineData(3_000)]
    public void Train_Moves_KernelGivesTheOutputsOfTheSavedModel(int count)
    {
        var set = Moves(count);
        var model = new MlNetTrainer().Train(set);
        Assert.Equal("", model.WhyUntrained);
        Assert.Equal(s_columns[..3], model.Columns);
        KernelCheck.Verify(model);
        var saved = new MLContext(1).Model.Load(new MemoryStream(model.ModelZip.ToArray()), out _);
        var expected = new RowMapperScorer(saved, 3, scoreColumn: RegressionTrainer.Expected);
        var spread = new RowMapperScorer(saved, 3, scoreColumn: RegressionTrainer.Spread);
        var kernel = TreeEnsembleKernel.FromBytes(model.Kernel.Span);
        for (int i = 0; i < 400; i++)
        {
            float[] row = set.Row(i % count)[..3].ToArray();
            if (i % 3 == 1) row[i % 3] = float.NaN;
            if (i % 5 == 1) row[i % 2] *= 3;
            if (i % 7 == 1) row[2] = i % 2 == 0 ? float.PositiveInfinity : float.NegativeInfinity;
            Assert.Equal(expected.Score(row), kernel.Expected(row), 1e-5);
            Assert.Equal(spread.Score(row), kernel.Spread(row), 1e-5);
        }
    }

    [Fact]
    public void Train_Twice_GivesTheSameBytes()
    {
        var (first, second) = (new MlNetTrainer(3).Train(Moves(900)), new MlNetTrainer(3).Train(Moves(900)));
        Assert.True(first.Kernel.Span.SequenceEqual(second.Kernel.Span), "kernel");
        Assert.True(first.Probe.Span.SequenceEqual(second.Probe.Span), "probe");
        Assert.True(first.ModelZip.Span.SequenceEqual(second.ModelZip.Span), "model");
    }

    [Fact]
    public void Train_Moves_ForetellsFreshOnesWithTheirDeviation()
    {
        var kernel = TreeEnsembleKernel.FromBytes(new MlNetTrainer().Train(Moves(4_000)).Kernel.Span);
        var fresh = Moves(3_000, seed: 99);
        double squares = 0, bias = 0, light = 0, heavy = 0;
        for (int i = 0; i < fresh.Count; i++)
        {
            var row = fresh.Row(i);
            var prediction = kernel.Predict(row);
            double z = prediction.Residual(row[3]);
            squares += z * z;
            bias += z;
            if (row[1] is > 30 and < 38) heavy = Math.Max(heavy, prediction.Deviation);
            if (row[1] < 20) light = Math.Max(light, prediction.Deviation);
            Assert.InRange(prediction.Expected - Truth(row[0], row[1]), -0.6, 0.6);
        }

        // Standardised residuals, and the deviation knows of heavy loads.
        Assert.InRange(Math.Sqrt(squares / fresh.Count), 0.9, 1.15);
        Assert.InRange(bias / fresh.Count, -0.1, 0.1);
        Assert.InRange(heavy / light, 1.2, 3);
    }

    [Fact]
    public void Train_TooFewRowsOrNothingToForetell_SaysWhy()
    {
        Assert.Equal("199 rows are not enough, 200 are needed", new MlNetTrainer().Train(Moves(199)).WhyUntrained);
        var still = new float[4 * 300];
        for (int i = 0; i < still.Length; i++) still[i] = i % 4 == 3 ? 7 : i;
        var model = new MlNetTrainer().Train(new("still", s_columns, still, label: "log time"));
        Assert.Equal("the label 'log time' does not change", model.WhyUntrained);
        Assert.Equal(s_columns[..3], model.Columns);
    }

    [Theory]
    [InlineData("constant-features")]
    [InlineData("exact")]
    [InlineData("huge")]
    [InlineData("offset")]
    [InlineData("outlier")]
    public void Train_OddRows_GiveASoundModelOrSayWhyNot(string kind)
    {
        var source = Moves(400);
        float[] rows = source.Rows.ToArray();
        for (int i = 0; i < rows.Length; i += 4)
        {
            if (kind == "constant-features") rows[i] = rows[i + 1] = rows[i + 2] = 1;
            if (kind == "exact") rows[i + 3] = rows[i] > 20 ? 1 : 2;
            if (kind == "huge") rows[i + 3] = rows[i] * 5e36f;
            if (kind == "offset") rows[i + 3] += 1e5f;
            if (kind == "outlier" && i == 400) rows[i + 3] = 1e6f;
        }

        var model = new MlNetTrainer().Train(new("odd", s_columns, rows, label: "log time"));
        Assert.Equal(kind != "huge", model.IsTrained);
        if (kind == "huge") Assert.StartsWith("no trees fit the rows", model.WhyUntrained);
        if (!model.IsTrained) return;
        KernelCheck.Verify(model);
        var prediction = TreeEnsembleKernel.FromBytes(model.Kernel.Span).Predict(rows.AsSpan(0, 3));
        if (kind == "exact") Assert.Equal(rows[3], prediction.Expected, 0.05);
        if (kind == "exact") Assert.InRange(prediction.Deviation, 1e-3, 0.05);
        if (kind == "offset") Assert.Equal(rows[3], prediction.Expected, 1.0);
    }

    [Fact]
    public void Baseline_SeveralModelsOfBothKinds_LiveInOneFile()
    {
        var trainer = new MlNetTrainer();
        var collector = new TrainingSetCollector("hoist-time", s_columns, label: "log time");
        var moves = Moves(300);
        for (int i = 0; i < moves.Count; i++) collector.Add(moves.Row(i));
        var rows = CraneRows.Make(200, 4);
        var stream = new MemoryStream();
        Baseline.Create(new(), "state"u8.ToArray(),
        [
            trainer.Train(collector.ToSet()),
            trainer.Train(Moves(300)),
            trainer.Train(new("idle-residuals", rows.Columns, rows.Rows)),
            trainer.Train(new("hoisting-residuals", rows.Columns, rows.Rows)),
            trainer.Train(new("trolley-time", s_columns, moves.Rows[..400], label: "log time")),
        ]).Save(stream);
        var baseline = Baseline.Load(new MemoryStream(stream.ToArray()));
        Assert.Equal(["hoist-time", "hoisting-residuals", "idle-residuals", "move-time"], baseline.Models.Select(m => m.Name));
        Assert.Contains("model trolley-time: not trained: 100 rows are not enough, 200 are needed", baseline.Manifest.Readiness);
        Assert.Equal(3, TreeEnsembleKernel.FromBytes(baseline.Model("hoist-time")!.Kernel.Span).Dimensions);
    }

    [Fact]
    public void TrainingSet_Label_MustBeTheLastOfSeveralColumns()
    {
        Assert.Throws<ArgumentException>(() => new TrainingSet("m", ["a", "b"], default, label: "a"));
        Assert.Throws<ArgumentException>(() => new TrainingSetCollector("m", ["a"], label: "a"));
        var (with, without) = (Moves(2), new TrainingSet("move-time", s_columns, Moves(2).Rows));
        Assert.NotEqual(without.Hash, with.Hash);
        Assert.Equal(s_columns, without.Features);
        Assert.Equal(s_columns[..3], with.Features);
    }
}
