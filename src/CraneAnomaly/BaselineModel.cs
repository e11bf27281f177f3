namespace CraneAnomaly;

/// <summary>A trained model of a baseline.</summary>
/// <param name="Name">Its name; its files are <c>models/NAME.zip</c>, <c>.kernel</c> and <c>.probe</c>.</param>
/// <param name="Columns">The columns it was trained on.</param>
/// <param name="TrainingRows">Rows it was trained on.</param>
/// <param name="TrainingHash">Lower-case hex SHA-256 of the training set.</param>
public sealed record BaselineModel(string Name, IReadOnlyList<string> Columns, int TrainingRows, string TrainingHash);
